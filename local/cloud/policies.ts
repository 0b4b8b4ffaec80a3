import { AccessControl } from '../services/iam.ts';
import type { Stack } from '../template/stack.ts';

/**
 * What roles may do, and what buckets and queues let others do.
 * @throws an error that names a managed policy that is not in the template
 */
export function readPolicies(stack: Stack): AccessControl {
  const access = new AccessControl();
  const managed = new Map(
    stack.all('AWS::IAM::ManagedPolicy').map(({ id, properties }) => [id, properties.PolicyDocument]),
  );
  for (const { id, properties } of stack.all('AWS::IAM::Role')) {
    for (const { PolicyDocument } of properties.Policies) access.attach(id, PolicyDocument);
    for (const arn of properties.ManagedPolicyArns) {
      const document = [...managed].find(([name]) => arn.endsWith(`-${name}`))?.[1];
      if (!document) throw new Error(`${id}: the policy ${arn} is not in the template.`);
      access.attach(id, document);
    }
  }
  for (const type of ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'] as const)
    for (const { properties } of stack.all(type)) access.attachToResource(properties.PolicyDocument);
  return access;
}
