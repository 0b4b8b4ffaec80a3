import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Account,
  deploy,
  type Event,
  emptyAccount,
  inOrder,
  remove,
  use,
} from '../../infra/life/life.ts';
import { releaseOf, withoutZips } from '../../local/template/releases.ts';
import type { Template } from '../../local/template/template.ts';
import { decided } from './decided.ts';
import { FORMS } from './forms.ts';
import { createOnlyOf } from './validator.ts';

const STACK = 'signpost-dev';
const RELEASE = 'of the last release';
/** Each form of the template by its name, with domains: there is the most of it. */
const forms = new Map<string, Template>();
let createOnly: Set<string>;
beforeAll(async () => {
  for (const [name, of] of FORMS) forms.set(name, withoutZips(await of()));
  forms.set(RELEASE, releaseOf('0.1.0'));
  for (const template of forms.values())
    template.Resources = decided(template.Resources, true) as Template['Resources'];
  // Between them these have all types of resources there are.
  createOnly = createOnlyOf(
    ['as it is', 'with all that is told of links', 'with such APIs and the renderer as a container'].map(
      form,
    ),
  );
}, 300_000);

const options = { isCreateOnly: (type: string, property: string) => createOnly.has(`${type} ${property}`) };
const form = (name: string): Template => structuredClone(forms.get(name) as Template);
const base = () => form('as it is');

/** What AWS's own word is for. */
const told = (events: Event[]) => events.map(({ what, id }) => `${id}: ${what}`);
/** A new version for each change of a function at the edge, while the edge has copies of the old one. */
const isVersion = ({ id, what }: Event) =>
  /^(ViewerRequest|OriginResponse)LambdaVersion/.test(id) && what === 'left behind';
const created = (template: Template) => deploy(emptyAccount(), STACK, template, options).account;
const updated = (from: Template, to: Template) =>
  deploy(use(created(from), STACK), STACK, to, options).events.filter(event => !isVersion(event));

describe('a stack is made', () => {
  test.each(FORMS.map(([name]) => name))('%s: nothing is in the way', name => {
    expect(deploy(emptyAccount(), STACK, form(name), options).events).toEqual([]);
  });

  test('beside one of another stage', () => {
    const prod = JSON.parse(
      JSON.stringify(base())
        .replaceAll('signpost-dev', 'signpost-prod')
        .replaceAll('dev-signpost', 'prod-signpost'),
    );
    expect(deploy(created(base()), 'signpost-prod', prod, options).events).toEqual([]);
  });
});

describe('a stack is updated', () => {
  test.each(FORMS.map(([name]) => name))('from the last release to the template %s', name => {
    expect(told(updated(form(RELEASE), form(name)))).toEqual([]);
  });

  const pairs = FORMS.flatMap(([from]) =>
    FORMS.flatMap(([to]) => (from === to ? [] : [[from, to] as const])),
  );
  test.each(pairs)('from the one %s to the one %s: nothing is lost, left behind or made anew', (from, to) => {
    expect(told(updated(form(from), form(to)))).toEqual([]);
  });
});

describe('a first deploy fails', () => {
  test('whatever fails, nothing is left in the way of the next one', () => {
    const found: string[] = [];
    for (const failsAt of inOrder(base().Resources)) {
      const { account, events } = deploy(emptyAccount(), STACK, base(), { ...options, failsAt });
      expect(events[0]).toEqual({ what: 'fails', id: failsAt, because: 'AWS refuses it' });
      found.push(...events.slice(1).map(event => `${failsAt}: ${told([event])}`));
      expect([failsAt, deploy(account, STACK, base(), options).events]).toEqual([failsAt, []]);
    }
    // The edge has their copies by then: the rollback stops there, and the stack is deleted without them.
    expect(found.filter(each => !/(ViewerRequest|OriginResponse)LambdaFunction: fails$/.test(each))).toEqual(
      [],
    );
  });
});

describe('a stack is removed', () => {
  const BEHIND = [
    'LinksTable',
    'HintsTable',
    'CountersTable',
    'KeysTable',
    'ClicksTable',
    'SiteBucket',
    'LogsBucket',
    'SlugSecret',
    'ViewerRequestLambdaFunction',
    'OriginResponseLambdaFunction',
  ];

  test('what nobody can make again is left behind, and what the edge has copies of; the packager empties its own bucket', () => {
    const { events } = remove(use(created(base()), STACK), STACK);
    const rest = told(events.filter(event => !isVersion(event)));
    expect(rest.filter(each => each.endsWith('left behind')).sort()).toEqual(
      BEHIND.map(id => `${id}: left behind`).sort(),
    );
    expect(rest.filter(each => !each.endsWith('left behind')).sort()).toEqual(
      ['ServerlessDeploymentBucket: fails', ...REMADE.map(id => `${id}: lost`)].sort(),
    );
  });

  test('and made once more, in the same name, beside what was left behind', () => {
    const used = use(created(base()), STACK);
    // As `npx serverless remove` has it emptied.
    const emptied: Account = {
      ...used,
      stacks: {
        [STACK]: {
          ...(used.stacks[STACK] as Account['stacks'][string]),
          resources: without(base().Resources, 'ServerlessDeploymentBucket'),
        },
      },
    };
    const { account } = remove(emptied, STACK);
    expect(account.orphans.length).toBeGreaterThanOrEqual(BEHIND.length);
    expect(deploy(account, STACK, base(), options).events).toEqual([]);
  });

  /** Made again by themselves. */
  const REMADE = ['OriginSecret', 'SnapshotsTable', 'LimitsTable'];
  const without = <Value>(all: Record<string, Value>, id: string) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key !== id));
});

/** Takes a resource out, and puts it in by another id. */
function renamed(template: Template, from: string, to: string): void {
  const { [from]: resource, ...rest } = template.Resources;
  template.Resources = { ...rest, [to]: resource as Template['Resources'][string] };
}
const properties = (template: Template, id: string) =>
  template.Resources[id]?.Properties as Record<string, unknown>;

describe('what an update would break is told', () => {
  test.each<[string, (to: Template) => void, string[]]>([
    [
      'a table gets another key',
      to =>
        Object.assign(properties(to, 'LinksTable'), {
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      ['LinksTable: made anew', 'LinksTable: left behind'],
    ],
    [
      'a table that is not kept gets another key',
      to =>
        Object.assign(properties(to, 'SnapshotsTable'), {
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      ['SnapshotsTable: made anew', 'SnapshotsTable: lost'],
    ],
    [
      'a table is called otherwise in the template',
      to => renamed(to, 'KeysTable', 'ApiKeysTable'),
      ['KeysTable: left behind'],
    ],
    [
      'a table is taken out',
      to => Reflect.deleteProperty(to.Resources, 'ClicksTable'),
      ['ClicksTable: left behind'],
    ],
    [
      'a function at the edge is called otherwise in the template',
      to => renamed(to, 'ViewerRequestLambdaFunction', 'ClassifyLambdaFunction'),
      ['ViewerRequestLambdaFunction: left behind'],
    ],
    [
      'a bucket gets a name',
      to => Object.assign(properties(to, 'SiteBucket'), { BucketName: 'signpost-dev-site' }),
      ['SiteBucket: made anew', 'SiteBucket: left behind'],
    ],
    [
      'a policy is called otherwise in the template, and bears the same name',
      to => renamed(to, 'SiteCachePolicy', 'PageCachePolicy'),
      ['PageCachePolicy: fails'],
    ],
    [
      'a function becomes a table',
      to => Object.assign(to.Resources.McpLambdaFunction ?? {}, { Type: 'AWS::DynamoDB::Table' }),
      ['McpLambdaFunction: made anew'],
    ],
    [
      'a log group gets another name',
      to => Object.assign(properties(to, 'LinksLogGroup'), { LogGroupName: '/aws/lambda/signpost-dev-api' }),
      ['LinksLogGroup: made anew'],
    ],
  ])('%s', (_, change, expected) => {
    const to = base();
    change(to);
    expect(told(updated(base(), to))).toEqual(expected);
  });

  test('and what would be in the way after a removal: a function at the edge with a name of its own', () => {
    const named = base();
    Object.assign(properties(named, 'ViewerRequestLambdaFunction'), {
      FunctionName: 'signpost-dev-viewer-request',
    });
    const stack = {
      ...named,
      Resources: Object.fromEntries(
        Object.entries(named.Resources).filter(([id]) => id !== 'ServerlessDeploymentBucket'),
      ),
    };
    const { account } = remove(use(created(stack), STACK), STACK);
    expect(told(deploy(account, STACK, stack, options).events)[0]).toBe('ViewerRequestLambdaFunction: fails');
  });
});
