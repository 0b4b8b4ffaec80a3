import type { HttpHandler } from '../../http.ts';
import { ACCOUNT, nameOf } from '../../template/names.ts';
import type { Stack } from '../../template/stack.ts';
import type { AccessControl } from '../iam.ts';
import type { Delivery } from './log-delivery.ts';

/**
 * What the stack says of the distributions' logs.
 * @param s3 checks the leave of who calls
 * @throws an error of one sentence that names what is missing
 */
export function deliveriesOf(stack: Stack, s3: HttpHandler, access: AccessControl): Delivery[] {
  const sources = stack.all('AWS::Logs::DeliverySource');
  for (const { id, properties } of sources)
    if (sources.filter(each => each.properties.ResourceArn === properties.ResourceArn).length > 1)
      throw new Error(`${id}: CloudFront takes one delivery source for a distribution, and no second one.`);
  return stack.all('AWS::Logs::Delivery').map(({ id, properties }) => {
    const source = sources.find(each => each.properties.Name === properties.DeliverySourceName);
    const destination = stack
      .all('AWS::Logs::DeliveryDestination')
      .find(each => stack.attribute(each.id, 'Arn') === properties.DeliveryDestinationArn);
    if (!source || !destination)
      throw new Error(`${id}: its source or its destination is not in the template.`);
    const [bucket = '', ...prefix] = destination.properties.DestinationResourceArn.replace(/.*:/, '').split(
      '/',
    );
    const caller = {
      kind: 'service',
      service: 'delivery.logs.amazonaws.com',
      sourceArn: stack.attribute(source.id, 'Arn'),
    } as const;
    const said = { 's3:x-amz-acl': ACL };
    const resource = `arn:aws:s3:::${bucket}/${prefix.join('/')}/x`;
    if (access.refused(caller, [{ action: 's3:PutObject', resource, said }]))
      throw new Error(
        `${id}: the policy of the bucket ${bucket} does not let ${caller.service} put logs there.`,
      );
    const distribution = distributionOf(stack, source.properties.ResourceArn);
    return {
      distributionId: stack.ref(distribution),
      domainName: stack.attribute(distribution, 'DomainName'),
      fields: properties.RecordFields,
      prefix: prefix.join('/'),
      suffix: properties.S3SuffixPath,
      put: (key, body) => put(s3, { bucket, key, body, caller }),
    };
  });
}

const ACL = 'bucket-owner-full-control';

function distributionOf(stack: Stack, arn: string): string {
  const found = stack
    .all('AWS::CloudFront::Distribution')
    .find(({ id }) => arn === `arn:aws:cloudfront::${ACCOUNT}:distribution/${stack.ref(id)}`);
  if (!found) throw new Error(`${nameOf(arn)} is no distribution of the template.`);
  return found.id;
}

async function put(
  s3: HttpHandler,
  {
    bucket,
    key,
    body,
    caller,
  }: { bucket: string; key: string; body: Buffer; caller: Parameters<HttpHandler>[0]['caller'] },
): Promise<void> {
  const { status } = await s3({
    method: 'PUT',
    path: `/${bucket}/${encodeURI(key)}`,
    query: '',
    headers: new Headers({ 'x-amz-acl': ACL, 'content-length': String(body.length) }),
    body,
    clientIp: '127.0.0.1',
    ...(caller && { caller }),
  });
  if (status !== 200) throw new Error(`S3 answered ${status}`);
}
