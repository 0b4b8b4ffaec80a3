import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { afterAll, describe, expect, test } from '@jest/globals';
import { systemRandom as random } from '../../../core/ids.ts';
import { readPolicies } from '../../../local/cloud/policies.ts';
import type { Caller, PolicyDocument } from '../../../local/services/iam.ts';
import { ACCOUNT } from '../../../local/template/names.ts';
import { packagedTemplate } from '../../../local/template/package.ts';
import { Stack } from '../../../local/template/stack.ts';
import type { Template } from '../../../local/template/template.ts';
import { CONTAINER, EVENTS, packagedVariant } from '../../infra/project.ts';

/*
 * The local cloud says what a role may do; another judge, who knows nothing of it, is asked the same of the same policies.
 * https://github.com/cloud-copilot/iam-simulate
 */

const dataDirectory = mkdtempSync(join(tmpdir(), 'signpost-policies-'));
afterAll(() => rmSync(dataDirectory, { recursive: true }));

const stackOf = (template: Template) =>
  new Stack({
    template,
    parameters: {},
    endpoint: 'http://127.0.0.1:1',
    hosts: { Links: 'localhost:1', Site: 'localhost:2' },
    dataDirectory,
    random,
  });

/** The policies of each role, as CloudFormation attaches them. */
function policiesOf(stack: Stack): Map<string, PolicyDocument[]> {
  const managed = stack.all('AWS::IAM::ManagedPolicy');
  const ofRole = stack.all('AWS::IAM::Role').map(({ id, properties: { Policies, ManagedPolicyArns } }) => {
    const shared = managed.filter(each => ManagedPolicyArns.some(arn => arn.endsWith(`-${each.id}`)));
    return [
      id,
      [...Policies, ...shared.map(({ properties }) => properties)].map(
        ({ PolicyDocument }) => PolicyDocument,
      ),
    ] as const;
  });
  return new Map(ofRole);
}

/** What is asked for: one thing of each kind there is, and one of the same kind that is not ours. */
function resources(stack: Stack): Record<string, string[]> {
  const tables = stack.all('AWS::DynamoDB::Table').map(({ id }) => stack.attribute(id, 'Arn'));
  const buckets = stack.all('AWS::S3::Bucket').map(({ id }) => stack.attribute(id, 'Arn'));
  const keys = [
    'app/index.html',
    'app/assets/a.js',
    'snapshots/1.html',
    'console/index.html',
    'crawlers/identities.json',
    'sitemaps/seen.json.gz',
    'uploads/1',
    'cloudfront/E1/a.gz',
    'broken/a',
    'other',
  ];
  return {
    table: [...tables, `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/others`],
    index: tables.flatMap(arn => ['due', 'urls', 'roles', 'ranked'].map(index => `${arn}/index/${index}`)),
    bucket: [...buckets, 'arn:aws:s3:::others'],
    object: [...buckets, 'arn:aws:s3:::others'].flatMap(arn => keys.map(key => `${arn}/${key}`)),
    queue: [
      ...stack.all('AWS::SQS::Queue').map(({ id }) => stack.attribute(id, 'Arn')),
      `arn:aws:sqs:us-east-1:${ACCOUNT}:others`,
    ],
    function: [
      ...stack.all('AWS::Lambda::Function').map(({ id }) => stack.attribute(id, 'Arn')),
      `arn:aws:lambda:us-east-1:${ACCOUNT}:function:others`,
    ],
  };
}

/** What is done to each kind. */
const ACTIONS: Record<string, string[]> = {
  table: [
    'GetItem',
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'Query',
    'Scan',
    'DeleteTable',
  ].map(name => `dynamodb:${name}`),
  index: ['dynamodb:Query', 'dynamodb:Scan'],
  bucket: ['s3:ListBucket', 's3:DeleteBucket', 's3:PutBucketPolicy'],
  object: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:PutObjectAcl'],
  queue: [
    'SendMessage',
    'ReceiveMessage',
    'DeleteMessage',
    'GetQueueAttributes',
    'ChangeMessageVisibility',
    'PurgeQueue',
  ].map(name => `sqs:${name}`),
  function: ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode'],
};

const asked = (stack: Stack) =>
  Object.entries(resources(stack)).flatMap(([kind, arns]) =>
    arns.flatMap(resource => (ACTIONS[kind] ?? []).map(action => ({ action, resource }))),
  );

/** What the other judge says. */
async function isAllowed(
  simulation: Pick<Simulation, 'identityPolicies' | 'resourcePolicy'>,
  principal: string,
  { action, resource }: { action: string; resource: string },
  contextVariables: Record<string, string> = {},
): Promise<boolean> {
  const { resultType, ...rest } = await runSimulation(
    {
      ...simulation,
      request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables },
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(rest)}`);
  return resultType === 'single' && 'result' in rest && rest.result.analysis.result === 'Allowed';
}

describe.each<[string, () => Promise<Template>]>([
  ['as it is', () => packagedTemplate('.')],
  ['with the renderer as a container', async () => (await packagedVariant(CONTAINER)).template],
  ['that tells of links', async () => (await packagedVariant(EVENTS)).template],
])('both judges say the same of the template %s', (_, of) => {
  test('of what each role may do', async () => {
    const stack = stackOf(await of());
    const access = readPolicies(stack);
    const different: string[] = [];
    const count = { allowed: 0, refused: 0 };
    for (const [roleName, documents] of policiesOf(stack)) {
      const identityPolicies = documents.map((document, at) => ({
        name: String(at),
        policy: { Version: '2012-10-17', ...document },
      }));
      const caller: Caller = { kind: 'role', roleName };
      for (const permission of asked(stack)) {
        const ours = access.refused(caller, [permission]) === undefined;
        count[ours ? 'allowed' : 'refused'] += 1;
        if (
          ours !==
          (await isAllowed({ identityPolicies }, `arn:aws:iam::${ACCOUNT}:role/${roleName}`, permission))
        )
          different.push(
            `${roleName}: ${permission.action} on ${permission.resource} is ${ours ? 'allowed' : 'refused'} here`,
          );
      }
    }
    expect(different).toEqual([]);
    expect(count.allowed).toBeGreaterThan(50);
    expect(count.refused).toBeGreaterThan(4_000);
  }, 600_000);

  test('of what buckets let CloudFront do, for whom', async () => {
    const stack = stackOf(await of());
    const access = readPolicies(stack);
    const policy = stack.all('AWS::S3::BucketPolicy').find(({ id }) => id === 'SiteBucketPolicy')
      ?.properties.PolicyDocument;
    const ours = stack.attribute('SiteBucket', 'Arn');
    const different: string[] = [];
    for (const sourceArn of [
      ...['Links', 'Site'].map(id => `arn:aws:cloudfront::${ACCOUNT}:distribution/${stack.ref(id)}`),
      `arn:aws:cloudfront::${ACCOUNT}:distribution/OTHERS`,
    ])
      for (const permission of asked(stack).filter(
        ({ resource }) => resource === ours || resource.startsWith(`${ours}/`),
      )) {
        const isOurs =
          access.refused({ kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn }, [
            permission,
          ]) === undefined;
        const context = {
          'aws:SourceArn': sourceArn,
          'aws:SourceAccount': ACCOUNT,
          'aws:SecureTransport': 'true',
        };
        if (
          isOurs !==
          (await isAllowed(
            { identityPolicies: [], resourcePolicy: { Version: '2012-10-17', ...policy } },
            'cloudfront.amazonaws.com',
            permission,
            context,
          ))
        )
          different.push(
            `${sourceArn}: ${permission.action} on ${permission.resource} is ${isOurs ? 'allowed' : 'refused'} here`,
          );
      }
    expect(different).toEqual([]);
  }, 600_000);
});
