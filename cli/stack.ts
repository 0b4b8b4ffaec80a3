import { AwsRefusal, queryAws, tagOf } from './aws.ts';
import { RefusedError } from './faults.ts';

/** The name the packager gives to a stage's stack. */
export const stackOf = (stage: string): string => `signpost-${stage}`;

/**
 * An output of a stage's stack, such as SiteBucketName.
 *
 * @throws an error of one sentence when there is no such stack, or it has no such output
 */
export async function stackOutput(stage: string, name: string): Promise<string> {
  const value = (await stackOutputs(stage))[name];
  if (!value)
    throw new RefusedError(`the stack ${stackOf(stage)} has no output ${name}; has its deploy finished?`);
  return value;
}

/**
 * All outputs of a stage's stack, by name.
 *
 * @throws an error of one sentence when there is no such stack
 */
export async function stackOutputs(stage: string): Promise<Record<string, string>> {
  const StackName = stackOf(stage);
  const xml = await queryAws('cloudformation', '2010-05-15', { Action: 'DescribeStacks', StackName }).catch(
    error => {
      throw error instanceof AwsRefusal && error.code === 'ValidationError'
        ? new RefusedError(`there is no stack ${StackName} in us-east-1 of this account; deploy it first.`)
        : error;
    },
  );
  const outputs = xml
    .split('<member>')
    .map(part => [tagOf(part, 'OutputKey'), unescaped(tagOf(part, 'OutputValue') ?? '')]);
  return Object.fromEntries(outputs.filter(([key]) => key));
}

const SIGNS: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#34': '"',
  '#39': "'",
};

/** An output may be JSON, which XML writes with entities. https://www.w3.org/TR/xml/#sec-predefined-ent */
const unescaped = (text: string) => text.replace(/&([\w#]+);/g, (entity, name) => SIGNS[name] ?? entity);
