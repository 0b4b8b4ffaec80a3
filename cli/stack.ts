import { AwsRefusal, queryAws, tagOf } from './aws.ts';

/** The name the packager gives to a stage's stack. */
export const stackOf = (stage: string): string => `signpost-${stage}`;

/**
 * An output of a stage's stack, such as SiteBucketName.
 *
 * @throws an error of one sentence when there is no such stack, or it has no such output
 */
export async function stackOutput(stage: string, name: string): Promise<string> {
  const StackName = stackOf(stage);
  const xml = await queryAws('cloudformation', '2010-05-15', { Action: 'DescribeStacks', StackName }).catch(
    error => {
      throw error instanceof AwsRefusal && error.code === 'ValidationError'
        ? new Error(`there is no stack ${StackName} in us-east-1 of this account; deploy it first.`)
        : error;
    },
  );
  const member = xml.split('<member>').find(part => tagOf(part, 'OutputKey') === name);
  const value = member && tagOf(member, 'OutputValue');
  if (!value) throw new Error(`the stack ${StackName} has no output ${name}; has its deploy finished?`);
  return value;
}
