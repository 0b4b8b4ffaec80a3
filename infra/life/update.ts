import { resolveTemplate, type Template } from '../../local/template/template.ts';
import { deploy, type Event, remove } from './life.ts';

// What an update would do to a stack that runs, from the two templates alone: what conditions and parameters say is filled in, and
// what only AWS knows (an ARN, an id) stands for itself.

/** What AWS alone knows of a resource: its own name, and one that can be taken apart as a URL is. */
const symbols = (id: string) => ({
  ref: id,
  attributes: new Proxy<Record<string, string>>({}, { get: (_, name) => `https://${id}.${String(name)}/` }),
});

/**
 * A template as its parameters' defaults decide it, which is how the packager deploys it.
 *
 * @throws TemplateError for what no template of ours has
 */
export function settled(template: Template, stackName: string): Template {
  const { resources } = resolveTemplate(template, {
    pseudo: {
      'AWS::Region': 'us-east-1',
      'AWS::AccountId': '000000000000',
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:us-east-1:000000000000:stack/${stackName}/AWS::StackId`,
    },
    valuesOf: symbols,
    dynamicReference: reference => `{{resolve:${reference}}}`,
  });
  const Resources = Object.fromEntries(
    [...resources].map(([id, { type, properties }]) => [
      id,
      { ...template.Resources[id], Type: type, Properties: properties },
    ]),
  );
  return { Resources };
}

/** Types of which something differs: those whose rules have to be known. */
export function changedTypes(was: Template, is: Template): string[] {
  const changed = Object.entries(is.Resources).filter(([id, { Properties }]) => {
    const before = was.Resources[id];
    return before && JSON.stringify(before.Properties) !== JSON.stringify(Properties);
  });
  return [...new Set(changed.map(([, { Type }]) => Type))].sort();
}

/**
 * What an operator has to know before a stack that people use becomes another one. A former version of an edge function that stays
 * is no news: each change of one leaves it.
 *
 * @param createOnly properties that can only be given at creation, as `AWS::S3::Bucket BucketName`
 */
export function updateEvents(
  was: Template,
  is: Template,
  stackName: string,
  createOnly: ReadonlySet<string>,
): Event[] {
  const { events } = deploy(inUse(was, stackName), stackName, is, {
    isCreateOnly: (type, property) => createOnly.has(`${type} ${property}`),
  });
  return withoutVersions(events, was);
}

/** What the removal of a stack that people use keeps and loses. The packager empties its own bucket before. */
export function removalEvents(is: Template, stackName: string): Event[] {
  const { ServerlessDeploymentBucket: _, ...Resources } = is.Resources;
  return withoutVersions(remove(inUse({ Resources }, stackName), stackName).events, is);
}

const inUse = ({ Resources: resources }: Template, stackName: string) => ({
  stacks: { [stackName]: { number: 1, resources, isUsed: true } },
  orphans: [],
});

const withoutVersions = (events: Event[], { Resources }: Template) =>
  events.filter(({ what, id }) => what !== 'left behind' || Resources[id]?.Type !== 'AWS::Lambda::Version');
