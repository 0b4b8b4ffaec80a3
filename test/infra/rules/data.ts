import { idOf, listOf, type Rule } from './stack.ts';

const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const DYNAMO = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const ATTRIBUTES = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';

/** What can be made again by itself: pages from the app, bounds from the next request, zips by the next deploy. */
const REMADE = ['SnapshotsTable', 'LimitsTable', 'ServerlessDeploymentBucket', 'OriginSecret'];
/** Tables of things that end by themselves, each with the attribute that says when. */
const EXPIRES = { CountersTable: 'expiresAt', ClicksTable: 'expiresAt', LimitsTable: 'expiresAt' } as const;
const CLOSED = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
/** Fewer could be guessed by who has much time. */
const LEAST_SECRET = 32;

export const DATA: Rule[] = [
  {
    name: 'what cannot be made again outlives the stack, but not a deploy that failed to make it',
    why: 'links, keys and counts are gone with a mistyped command; or a first deploy that fails leaves tables in the way',
    source: `${ATTRIBUTES}/aws-attribute-deletionpolicy.html`,
    broken: stack => [
      ...stack.broken(
        ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'],
        (_, resource) => {
          const { DeletionPolicy, UpdateReplacePolicy } = resource as {
            DeletionPolicy?: string;
            UpdateReplacePolicy?: string;
          };
          return (
            REMADE.includes(resource.id) ||
            (DeletionPolicy === 'RetainExceptOnCreate' && UpdateReplacePolicy === 'Retain')
          );
        },
      ),
      ...stack.resources
        .filter(resource => (resource as { DeletionPolicy?: string }).DeletionPolicy === 'Retain')
        .map(({ id }) => id),
    ],
  },
  {
    name: 'a table that cannot be made again can be put back to any second of the last 35 days',
    why: 'what a wrong command or a fault of ours wrote cannot be undone',
    source: `${DYNAMO}/Point-in-time-recovery.html`,
    broken: stack =>
      stack.broken(
        'AWS::DynamoDB::Table',
        ({ PointInTimeRecoverySpecification: pitr }, { id }) =>
          REMADE.includes(id) ||
          (pitr as { PointInTimeRecoveryEnabled?: boolean })?.PointInTimeRecoveryEnabled === true,
      ),
  },
  {
    name: 'what ends is deleted',
    why: 'a table of calls and bounds grows for ever',
    source: `${DYNAMO}/TTL.html`,
    broken: stack =>
      stack.broken('AWS::DynamoDB::Table', ({ TimeToLiveSpecification: ttl }, { id }) => {
        const wanted: string | undefined = Reflect.get(EXPIRES, id);
        const { AttributeName, Enabled } = (ttl ?? {}) as { AttributeName?: string; Enabled?: boolean };
        return wanted === undefined ? ttl === undefined : AttributeName === wanted && Enabled === true;
      }),
  },
  {
    name: 'a table is paid by what it does, and its keys are those that its attributes define',
    why: 'a table with a fixed capacity refuses what a campaign brings',
    source: `${DYNAMO}/capacity-mode.html`,
    broken: stack =>
      stack.broken(
        'AWS::DynamoDB::Table',
        ({ BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }) => {
          const defined = (AttributeDefinitions as { AttributeName: string }[]).map(
            ({ AttributeName }) => AttributeName,
          );
          const keys = [
            KeySchema,
            ...listOf(GlobalSecondaryIndexes as { KeySchema: unknown }[]).map(index => index.KeySchema),
          ] as { AttributeName: string }[][];
          const used = new Set(keys.flat().map(({ AttributeName }) => AttributeName));
          return (
            BillingMode === 'PAY_PER_REQUEST' &&
            defined.length === used.size &&
            defined.every(name => used.has(name))
          );
        },
      ),
  },
  {
    name: 'every bucket is closed to the public, whatever is asked of it',
    why: 'one wrong policy or list of rights shows it to anybody',
    source: `${S3}/access-control-block-public-access.html`,
    broken: stack =>
      stack.broken(
        'AWS::S3::Bucket',
        ({ PublicAccessBlockConfiguration: block, AccessControl }) =>
          AccessControl === undefined &&
          CLOSED.every(name => (block as Record<string, unknown>)?.[name] === true),
      ),
  },
  {
    name: 'every bucket is encrypted, and what is put into ours is ours',
    why: 'another account’s object could not be read by its owner',
    source: `${S3}/about-object-ownership.html`,
    broken: stack =>
      stack.broken('AWS::S3::Bucket', ({ BucketEncryption, OwnershipControls }, { id }) => {
        const isEncrypted = /"SSEAlgorithm":"(AES256|aws:kms)"/.test(JSON.stringify(BucketEncryption ?? {}));
        return (
          isEncrypted &&
          (id === 'ServerlessDeploymentBucket' ||
            JSON.stringify(OwnershipControls ?? {}).includes('"BucketOwnerEnforced"'))
        );
      }),
  },
  {
    name: 'what is left of an upload, and what is no use any more, goes from a bucket',
    why: 'it is paid for every month',
    source: `${S3}/object-lifecycle-mgmt.html`,
    broken: stack =>
      stack.broken('AWS::S3::Bucket', ({ LifecycleConfiguration }, { id }) => {
        const rules =
          (
            LifecycleConfiguration as {
              Rules?: {
                Status: string;
                ExpirationInDays?: number;
                AbortIncompleteMultipartUpload?: object;
              }[];
            }
          )?.Rules ?? [];
        return (
          id === 'ServerlessDeploymentBucket' ||
          rules.some(
            rule =>
              rule.Status === 'Enabled' &&
              (rule.ExpirationInDays !== undefined || rule.AbortIncompleteMultipartUpload !== undefined),
          )
        );
      }),
  },
  {
    name: 'secrets are made by AWS, and long',
    why: 'one that somebody has thought of, or that stands in a file, is none',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html',
    broken: stack =>
      stack.broken(
        'AWS::SecretsManager::Secret',
        ({ SecretString, GenerateSecretString }) =>
          SecretString === undefined &&
          Number((GenerateSecretString as { PasswordLength?: number })?.PasswordLength) >= LEAST_SECRET,
      ),
  },
  {
    name: 'each bucket that an output names is used by something of the stack',
    why: 'an operator looks into it for what never comes',
    source: `${ATTRIBUTES}/../UserGuide/outputs-section-structure.html`,
    broken: stack => {
      const users = JSON.stringify(stack.resources.filter(({ Type }) => !/^AWS::S3::/.test(Type)));
      return stack.broken(
        'AWS::S3::Bucket',
        (_, { id }) =>
          id === 'ServerlessDeploymentBucket' ||
          new RegExp(`"Ref":"${id}"|Fn::GetAtt":\\["${id}"|\\$\\{${id}\\.Arn\\}`).test(users),
      );
    },
  },
  {
    name: 'a policy is of something that is in the stack',
    why: 'what it says protects nothing',
    source: `${S3}/bucket-policies.html`,
    broken: stack => [
      ...stack.broken('AWS::S3::BucketPolicy', ({ Bucket }) => stack.at(Bucket)?.Type === 'AWS::S3::Bucket'),
      ...stack.broken('AWS::SQS::QueuePolicy', ({ Queues }) =>
        listOf(Queues as unknown[]).every(
          queue => idOf(queue) !== undefined && stack.at(queue)?.Type === 'AWS::SQS::Queue',
        ),
      ),
    ],
  },
];
