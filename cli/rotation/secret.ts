import { systemRandom, uuid } from '../../core/ids.ts';
import { AwsRefusal, jsonAws } from '../aws.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version */
type Stage = 'AWSCURRENT' | 'AWSPENDING';
interface Version {
  VersionId: string;
  SecretString: string;
}

/** As long as CloudFormation makes the first one, of characters that a header takes. */
const BYTES = 36;

/**
 * The version that is to be the current one: that of a rotation which was broken off, or a new one. Throws AwsRefusal.
 *
 * @param arn of the secret in Secrets Manager
 */
export async function pendingVersion(arn: string): Promise<Version> {
  return (await versionAt(arn, 'AWSPENDING')) ?? (await newVersion(arn));
}

/** What a deploy would read. Throws AwsRefusal. */
export async function currentVersion(arn: string): Promise<Version> {
  const current = await versionAt(arn, 'AWSCURRENT');
  if (!current) throw new Error(`${arn} has no current version`);
  return current;
}

/** From now on a deploy reads this version. Throws AwsRefusal. */
export async function makeCurrent(arn: string, { VersionId }: Version): Promise<void> {
  const { VersionId: former } = await currentVersion(arn);
  if (former !== VersionId) await move(arn, 'AWSCURRENT', { to: VersionId, from: former });
}

/** The rotation is over: the next one makes another version. Throws AwsRefusal. */
export const endPending = (arn: string, { VersionId }: Version): Promise<unknown> =>
  move(arn, 'AWSPENDING', { from: VersionId });

async function newVersion(SecretId: string): Promise<Version> {
  const SecretString = systemRandom(BYTES).toString('base64url');
  const { VersionId } = await call<{ VersionId: string }>('PutSecretValue', {
    SecretId,
    ClientRequestToken: uuid(systemRandom),
    SecretString,
    VersionStages: ['AWSPENDING'],
  });
  return { VersionId, SecretString };
}

async function versionAt(SecretId: string, VersionStage: Stage): Promise<Version | undefined> {
  try {
    return await call<Version>('GetSecretValue', { SecretId, VersionStage });
  } catch (error) {
    if (error instanceof AwsRefusal && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const move = (SecretId: string, VersionStage: Stage, { to, from }: { to?: string; from: string }) =>
  call('UpdateSecretVersionStage', {
    SecretId,
    VersionStage,
    RemoveFromVersionId: from,
    ...(to !== undefined && { MoveToVersionId: to }),
  });

const call = <Answer>(action: string, input: object) =>
  jsonAws<Answer>('secretsmanager', `secretsmanager.${action}`, input);
