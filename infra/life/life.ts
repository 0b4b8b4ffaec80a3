import { type Declaration, nameGiven } from './names.ts';

/*
 * What CloudFormation would make of a template, without an account: which resources come, stay, are made anew or go, and what of
 * that fails, is lost or is left behind.
 *
 * Modelled: the order of dependencies; replacement where a property can only be given at creation; names that are taken;
 * DeletionPolicy and UpdateReplacePolicy with RetainExceptOnCreate; rollback of a first deploy; buckets that are not empty; functions
 * whose copies are at the edge; DeletionProtectionEnabled. Not modelled: what AWS refuses of a property's value (that is the
 * validator's), drift, stack sets, imports.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */

/** What an operator has to know of a deploy, a rollback or a removal. */
export interface Event {
  /**
   * `made anew`: the old one goes, or is left behind. `fails`: the deploy ends there. `lost`: what it held is gone. `left behind`: it
   * lives on, and nothing of CloudFormation's knows it.
   */
  what: 'made anew' | 'fails' | 'lost' | 'left behind';
  id: string;
  because: string;
}

interface Template {
  Resources: Record<string, Declaration>;
}

interface Resource extends Declaration {
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string | string[];
}

/** What is in an account: of each stack its template, and what was left behind of others. */
export interface Account {
  stacks: Record<string, Stack>;
  /** Resources that no stack has, by their type and name: `AWS::SQS::Queue jobs`. */
  orphans: string[];
}

interface Stack {
  /** Another one for each stack, even of the same name. */
  number: number;
  resources: Record<string, Resource>;
  /** People use it: its buckets hold objects, its functions at the edge have copies. */
  isUsed: boolean;
}

export interface Deployed {
  account: Account;
  events: Event[];
}

export interface DeployOptions {
  /** The property can only be given when a resource of the type is created. */
  isCreateOnly(type: string, property: string): boolean;
  /** The resource at which AWS refuses: what was made before is rolled back. */
  failsAt?: string;
}

/** What holds something that nobody can make again. */
const HOLDS_DATA = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'];

export const emptyAccount = (): Account => ({ stacks: {}, orphans: [] });

/** People follow links and pages are rendered: from then on buckets hold objects and the edge holds copies. */
export function use(account: Account, stackName: string): Account {
  const stack = stackOf(account, stackName);
  return { ...account, stacks: { ...account.stacks, [stackName]: { ...stack, isUsed: true } } };
}

/** Creates a stack, or updates the one of that name. */
export function deploy(
  account: Account,
  stackName: string,
  template: Template,
  options: DeployOptions,
): Deployed {
  const before = account.stacks[stackName];
  return before
    ? update(account, stackName, before, template, options)
    : create(account, stackName, template, options);
}

function create(
  account: Account,
  stackName: string,
  template: Template,
  { failsAt }: DeployOptions,
): Deployed {
  const number = nextNumber(account);
  const made: string[] = [];
  const resources = template.Resources as Record<string, Resource>;
  for (const id of inOrder(resources)) {
    const resource = resources[id] as Resource;
    const taken = clash(account, stackName, number, resource);
    if (taken === undefined && id !== failsAt) {
      made.push(id);
      continue;
    }
    const failure: Event = { what: 'fails', id, because: taken ?? 'AWS refuses it' };
    const rolledBack = made
      .reverse()
      .map(each => goes(each, resources[each] as Resource, 'failed create', associated(resources, made)));
    const events = rolledBack.flatMap(each => each ?? []);
    const orphans = events.flatMap(({ what, id: each }) =>
      what === 'left behind' ? [fullName(stackName, number, each, resources[each] as Resource)] : [],
    );
    return {
      account: { ...account, orphans: [...account.orphans, ...orphans] },
      events: [failure, ...events],
    };
  }
  const stacks = { ...account.stacks, [stackName]: { number, resources, isUsed: false } };
  return { account: { ...account, stacks }, events: [] };
}

function update(
  account: Account,
  stackName: string,
  before: Stack,
  template: Template,
  { isCreateOnly }: DeployOptions,
): Deployed {
  const resources = template.Resources as Record<string, Resource>;
  const events: Event[] = [];
  const orphans: string[] = [];
  const leave = (id: string, resource: Resource, policy: 'update' | 'removal') => {
    const event = goes(id, resource, policy, before.isUsed ? inUse(before.resources) : []);
    if (!event) return;
    events.push(event);
    if (event.what === 'left behind') orphans.push(fullName(stackName, before.number, id, resource));
  };
  for (const id of inOrder(resources)) {
    const [was, is] = [before.resources[id], resources[id] as Resource];
    const reason = was && replacement(was, is, isCreateOnly);
    if (was && reason === undefined) continue;
    if (reason !== undefined) events.push({ what: 'made anew', id, because: reason });
    const taken = clash(account, stackName, before.number, is);
    if (taken) return { account, events: [...events, { what: 'fails', id, because: taken }] };
    if (was) leave(id, was, 'update');
  }
  for (const [id, was] of Object.entries(before.resources)) if (!resources[id]) leave(id, was, 'removal');
  const stacks = { ...account.stacks, [stackName]: { ...before, resources } };
  return { account: { stacks, orphans: [...account.orphans, ...orphans] }, events };
}

/** Deletes a stack. */
export function remove(account: Account, stackName: string): Deployed {
  const { resources, number, isUsed } = stackOf(account, stackName);
  const events = inOrder(resources)
    .reverse()
    .flatMap(id => goes(id, resources[id] as Resource, 'removal', isUsed ? inUse(resources) : []) ?? []);
  if (events.some(({ what }) => what === 'fails')) return { account, events };
  const orphans = events.flatMap(({ what, id }) =>
    what === 'left behind' ? [fullName(stackName, number, id, resources[id] as Resource)] : [],
  );
  const { [stackName]: _, ...stacks } = account.stacks;
  return { account: { stacks, orphans: [...account.orphans, ...orphans] }, events };
}

/** What becomes of a resource that the stack has no more; undefined where it just goes. @param held resources that hold something */
function goes(
  id: string,
  resource: Resource,
  when: 'failed create' | 'update' | 'removal',
  held: string[],
): Event | undefined {
  const { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete', Type, Properties = {} } = resource;
  const policy = when === 'update' ? UpdateReplacePolicy : DeletionPolicy;
  if (policy === 'Retain' || (policy === 'RetainExceptOnCreate' && when !== 'failed create'))
    return { what: 'left behind', id, because: `its policy is ${policy}` };
  if (Type === 'AWS::DynamoDB::Table' && Properties.DeletionProtectionEnabled === true)
    return { what: 'fails', id, because: 'it is protected against deletion' };
  if (held.includes(id)) {
    if (Type === 'AWS::S3::Bucket') return { what: 'fails', id, because: 'the bucket is not empty' };
    if (Type === 'AWS::Lambda::Function')
      return { what: 'fails', id, because: 'copies of it are at the edge for hours' };
    if (HOLDS_DATA.includes(Type)) return { what: 'lost', id, because: `its policy is ${policy}` };
  }
  return undefined;
}

/** Why a resource is made anew; undefined where it is changed in place, or not at all. */
function replacement(
  was: Resource,
  is: Resource,
  isCreateOnly: DeployOptions['isCreateOnly'],
): string | undefined {
  if (was.Type !== is.Type) return `it was ${was.Type}, and is ${is.Type}`;
  const names = new Set([...Object.keys(was.Properties ?? {}), ...Object.keys(is.Properties ?? {})]);
  const changed = [...names].filter(
    name => JSON.stringify(was.Properties?.[name]) !== JSON.stringify(is.Properties?.[name]),
  );
  const fixed = changed.filter(name => isCreateOnly(is.Type, name));
  return fixed.length === 0 ? undefined : `${fixed.join(', ')} can only be given at creation`;
}

/** Why a resource cannot be made: its name is another's. */
function clash(account: Account, stackName: string, number: number, resource: Resource): string | undefined {
  const name = nameGiven(resource);
  if (name === undefined) return undefined;
  const full = fullName(stackName, number, '', resource);
  if (account.orphans.includes(full)) return `${full} is there, left behind`;
  for (const [owner, stack] of Object.entries(account.stacks))
    for (const [id, other] of Object.entries(stack.resources))
      if (nameGiven(other) !== undefined && fullName(owner, stack.number, id, other) === full)
        return `${full} is there, as ${id} of ${owner}`;
  return undefined;
}

/** A resource by its type and name: what the template gives, or what CloudFormation makes of the id. */
function fullName(stackName: string, number: number, id: string, resource: Resource): string {
  const name = nameGiven(resource);
  const text =
    name === undefined
      ? `${stackName}-${id}-${number}`
      : JSON.stringify(name)
          .replaceAll('AWS::StackName', stackName)
          .replaceAll('AWS::StackId', `${stackName}/${number}`);
  return `${resource.Type} ${text}`;
}

/** Resources, what each needs before it. */
export function inOrder(resources: Record<string, Resource>): string[] {
  const order: string[] = [];
  const visit = (id: string, way: string[]) => {
    if (order.includes(id) || way.includes(id)) return;
    for (const needed of needs(resources[id] as Resource)) if (resources[needed]) visit(needed, [...way, id]);
    order.push(id);
  };
  for (const id of Object.keys(resources)) visit(id, []);
  return order;
}

function needs({ DependsOn = [], Properties = {} }: Resource): string[] {
  const text = JSON.stringify(Properties);
  const named = [...text.matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"|\$\{(\w+)[.}]/g)];
  return [
    ...[DependsOn].flat(),
    ...named.flatMap(([, ref, attribute, sub]) => ref ?? attribute ?? sub ?? []),
  ];
}

/** Functions of which versions are kept: only the edge asks for numbered ones. */
const atTheEdge = (resources: Record<string, Resource>) =>
  Object.values(resources).flatMap(({ Type, Properties = {} }) =>
    Type === 'AWS::Lambda::Version' ? needs({ Type, Properties }) : [],
  );

/** What holds something once people use the stack: all but functions that run in the Region alone. */
const inUse = (resources: Record<string, Resource>) =>
  Object.keys(resources).filter(
    id => resources[id]?.Type !== 'AWS::Lambda::Function' || atTheEdge(resources).includes(id),
  );

/** Of resources that were made, those that something uses already: functions whose distribution was made. */
function associated(resources: Record<string, Resource>, made: string[]): string[] {
  const isServed = made.some(
    id =>
      resources[id]?.Type === 'AWS::CloudFront::Distribution' &&
      JSON.stringify(resources[id]).includes('LambdaFunctionARN'),
  );
  return isServed ? made.filter(id => atTheEdge(resources).includes(id)) : [];
}

function stackOf(account: Account, stackName: string): Stack {
  const stack = account.stacks[stackName];
  if (!stack) throw new Error(`there is no stack ${stackName}`);
  return stack;
}

const nextNumber = ({ stacks, orphans }: Account) =>
  Object.values(stacks).reduce((most, { number }) => Math.max(most, number), orphans.length) + 1;
