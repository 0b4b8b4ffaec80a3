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

/** A stack says https, and a local cloud has no certificate. */
export const reachable = (address: string): string => address.replace(/^https:(?=\/\/localhost\b)/, 'http:');

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An output may be JSON, which XML writes with entities. https://www.w3.org/TR/xml/#sec-references */
const unescaped = (text: string) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (entity, hex, decimal, name) => {
    if (name) return SIGNS[name] ?? entity;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });

/** What CloudFormation says of a stage's stack. */
export interface StackState {
  /** Such as UPDATE_COMPLETE. */
  status: string;
  template: string;
}

/** A stage's stack as it is now, with the template it was made of; undefined where there is none. */
export async function stackState(stage: string): Promise<StackState | undefined> {
  const StackName = stackOf(stage);
  const ask = (more: Record<string, string>) =>
    queryAws('cloudformation', '2010-05-15', { StackName, ...more });
  try {
    const status = tagOf(await ask({ Action: 'DescribeStacks' }), 'StackStatus') ?? '';
    const xml = await ask({ Action: 'GetTemplate', TemplateStage: 'Original' });
    return { status, template: unescaped(tagOf(xml, 'TemplateBody') ?? '') };
  } catch (error) {
    if (error instanceof AwsRefusal && error.code === 'ValidationError') return undefined;
    throw error;
  }
}

/** Properties of a type that can only be given when a resource is made, as CloudFormation's own registry has them. */
export async function createOnlyProperties(TypeName: string): Promise<string[]> {
  const parameters = { Action: 'DescribeType', Type: 'RESOURCE', TypeName };
  const xml = await queryAws('cloudformation', '2010-05-15', parameters);
  const schema = JSON.parse(unescaped(tagOf(xml, 'Schema') ?? '{}')) as {
    createOnlyProperties?: string[];
    conditionalCreateOnlyProperties?: string[];
  };
  const { createOnlyProperties: always = [], conditionalCreateOnlyProperties: perhaps = [] } = schema;
  return [...always, ...perhaps].map(path => path.split('/')[2] ?? '');
}
