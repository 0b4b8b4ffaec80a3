import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { runTree } from '../../cli/run.ts';
import type { Template } from '../../local/template/template.ts';
import { type Booted, cloudForFile, ROOT } from '../e2e/cloud.ts';
import { copyOfProject, withoutChromium } from '../infra/project.ts';
import { StackStandIn } from './stack-stand-in.ts';

// The real packager deploys the real package: what the stack holds is a local cloud's, and CloudFormation alone is stood in for.

const TOOLS = ['cli', 'local', 'console', 'examples'];
let app: Booted;
let aws: StackStandIn;
let copy: Awaited<ReturnType<typeof copyOfProject>>;
let build: string;
const environment = { ...process.env };
cloudForFile(booted => (app = booted));

const APP = `<!doctype html><title>Ours</title><main></main><script>
document.querySelector('main').textContent = 'Lamps that are seen from afar. '.repeat(5);
</script>`;

/** As after the first deploy. */
async function forgetKeys(): Promise<void> {
  const TableName = app.cloud.stack.ref('KeysTable');
  const { Items = [] } = await app.dynamodb.send(new ScanCommand({ TableName }));
  for (const { hash } of Items) await app.dynamodb.send(new DeleteCommand({ TableName, Key: { hash } }));
}

/** An account in which all is well. */
const others = (service: string, action: string): [number, string] | undefined =>
  ({
    sts: [
      200,
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account><Arn>arn:aws:iam::1:user/ops</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
    ],
    cloudfront: [200, '<DistributionSummary><Id>E1</Id><Comment>another</Comment></DistributionSummary>'],
    servicequotas: [200, '{"Quotas":[{"QuotaName":"Web distributions per AWS account","Value":500}]}'],
    logs: action === 'DescribeLogGroups' ? [200, '{"logGroups":[]}'] : undefined,
    ecr: [400, '{"__type":"RepositoryNotFoundException","message":"none"}'],
    lambda: lambda(action),
  })[service] as [number, string] | undefined;

/** The functions there are, and whether CloudFront has copies of those at the edge. */
let edge: string[] = [];
let isHeld = false;
function lambda(action: string): [number, string] | undefined {
  if (action.endsWith('/account-settings/'))
    return [200, '{"AccountLimit":{"ConcurrentExecutions":1000,"UnreservedConcurrentExecutions":1000}}'];
  if (action.endsWith('/concurrency')) return [404, '{"__type":"ResourceNotFoundException"}'];
  if (action === 'GET /2015-03-31/functions/')
    return [200, JSON.stringify({ Functions: edge.map(FunctionName => ({ FunctionName })) })];
  if (!action.startsWith('DELETE ')) return undefined;
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
  if (isHeld)
    return [
      400,
      '{"__type":"InvalidParameterValueException","Message":"Lambda was unable to delete it because it is a replicated function."}',
    ];
  edge = edge.filter(name => !action.endsWith(`/${name}`));
  return [204, ''];
}

beforeAll(async () => {
  copy = await copyOfProject();
  await withoutChromium(copy.project);
  for (const tool of TOOLS) await cp(join(ROOT, tool), join(copy.project, tool), { recursive: true });
  build = await mkdtemp(join(tmpdir(), 'signpost-app-'));
  await writeFile(join(build, 'index.html'), APP);
  await forgetKeys();
  const { endpoint, stack } = app.cloud;
  aws = await new StackStandIn(
    { endpoint, outputs: stack.outputs, deploymentBucket: stack.ref('ServerlessDeploymentBucket') },
    others,
  ).open();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    SLS_AWS_MONITORING_FREQUENCY: '10',
    XDG_CONFIG_HOME: build,
  });
}, 300_000);
afterAll(async () => {
  process.env = { ...environment };
  await aws?.close();
  await copy?.remove();
  await rm(build, { recursive: true, force: true });
});

/** Runs a command in the copy; answers its exit status and what it printed, but for what the packager did. */
async function signpost(...args: string[]): Promise<{ status: number; said: string }> {
  const print = jest.spyOn(process.stdout, 'write').mockImplementation((...[, ...rest]) => {
    const done = rest.find(each => typeof each === 'function') as (() => void) | undefined;
    done?.();
    return true;
  });
  try {
    const status = await runTree(args, copy.project);
    return { status, said: print.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    print.mockRestore();
  }
}

const ends = (said: string) =>
  [...said.matchAll(/^ {5}(done|done already|left out|stopped): (.*)$/gm)].map(([, state]) => state);

const deploy = (...args: string[]) => signpost('deploy', '--stage', 'dev', '--profile', 'ops', ...args);
/** The template that the stack has, changed by hand. */
function changed(change: (resources: Template['Resources']) => void): string {
  const template = JSON.parse(aws.template ?? '{}') as Template;
  change(template.Resources);
  return JSON.stringify(template);
}

// Each test goes on from the one before.
describe('a stage', () => {
  test('comes from nothing to one that runs, and its first key is kept', async () => {
    const { status, said } = await deploy('--app', build);
    expect(said).toContain('there is no stack signpost-dev yet: the deploy makes all of it');
    expect([ends(said), said]).toEqual([['done', 'done', 'done', 'done', 'done', 'left out', 'done'], said]);
    // The packager makes its bucket first, then all the rest.
    expect(aws.changes).toEqual([
      'CreateChangeSet',
      'ExecuteChangeSet',
      'CreateChangeSet',
      'ExecuteChangeSet',
    ]);
    expect(await (await fetch(app.site)).text()).toBe(APP);
    const { profiles } = JSON.parse(await readFile(join(build, 'signpost/profiles.json'), 'utf8'));
    const { api, key } = profiles.ops;
    expect(api).toBe(app.short);
    expect(said).not.toContain(key);
    const asked = await fetch(`${api}/api/keys/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(await asked.json()).toMatchObject({ name: 'admin', scopes: ['admin'] });
    expect(status).toBe(0);
  }, 300_000);

  test('is deployed again: what is done says so', async () => {
    const { status, said } = await deploy();
    expect(said).toContain('of it nothing would be lost, left behind or made anew');
    expect(ends(said)).toEqual(['done', 'done', 'done', 'done already', 'done already', 'left out', 'done']);
    expect(status).toBe(0);
  }, 300_000);

  test('is not deployed where a table would be lost, and how to go on is told', async () => {
    aws.template = changed(resources => Object.assign(resources, { Old: { Type: 'AWS::DynamoDB::Table' } }));
    aws.changes.length = 0;
    const { status, said } = await deploy();
    expect(said).toContain(
      'Old would be lost, with what it holds: its policy is Delete. If that is meant: --yes',
    );
    expect(said).toContain('To go on from here: npm run deploy -- --stage dev --profile ops\n');
    expect([status, ends(said), aws.changes]).toEqual([1, ['done', 'done', 'stopped'], []]);
  }, 300_000);

  test('goes back to the deploy before, unless that would lose something', async () => {
    const refused = await deploy('--release', 'previous');
    expect([refused.status, aws.changes]).toEqual([1, []]);
    const { status, said } = await deploy('--release', 'previous', '--yes');
    expect(said).toContain('Old would be lost, with what it holds: its policy is Delete (you said --yes)');
    expect([status, aws.changes]).toEqual([0, ['CreateChangeSet', 'ExecuteChangeSet']]);
    expect(JSON.parse(aws.template ?? '{}').Resources).not.toHaveProperty('Old');
    const none = await deploy('--release', '1');
    expect(none.said).toMatch(/there is no release 1 of dev: the packager keeps \d+, \d+/);
  }, 300_000);

  test('is removed in steps: said, then done', async () => {
    aws.changes.length = 0;
    const asked = await signpost('remove', '--stage', 'dev');
    expect(asked.said).toContain('LinksTable (AWS::DynamoDB::Table)');
    expect([asked.status, aws.changes]).toEqual([0, []]);
    const { status } = await signpost('remove', '--stage', 'dev', '--yes');
    expect([status, aws.changes, aws.template]).toEqual([0, ['DeleteStack'], undefined]);
  }, 300_000);

  test('and what it left at the edge goes when CloudFront has no copies any more', async () => {
    const [own, other] = [
      'signpost-dev-OriginResponseLambdaFunction-a',
      'signpost-prod-OriginResponseLambdaFunction-b',
    ];
    edge = [own, other, 'signpost-dev-redirect'];
    isHeld = true;
    const held = await signpost('remove', '--stage', 'dev', '--yes');
    expect([held.status, held.said]).toEqual([
      1,
      expect.stringContaining(`${own}: CloudFront has copies of it yet`),
    ]);
    isHeld = false;
    const { status, said } = await signpost('remove', '--stage', 'dev', '--yes');
    expect([status, said]).toEqual([0, expect.stringContaining(`${own}: deleted`)]);
    expect(edge).toEqual([other, 'signpost-dev-redirect']);
  });
});

test.each<[string, string[], RegExp]>([
  [
    'a stage that does not exist',
    ['deploy', '--stage', 'nope'],
    /infra\/settings.yml has no block of that name/,
  ],
  ['a folder that is no app', ['deploy', '--stage', 'dev', '--app', '/dev'], /there is no index.html in it/],
  ['a profile of no name', ['deploy', '--stage', 'dev', '--profile', 'a b'], /is no name of a profile/],
])('%s is refused before anything is made', async (_, args, sentence) => {
  aws.changes.length = 0;
  await expect(signpost(...args)).rejects.toThrow(sentence);
  expect(aws.changes).toEqual([]);
});

test.each(['deploy', 'remove'])(
  '%s in the installed package, which has no sources, is refused',
  async command => {
    const installed = await mkdtemp(join(tmpdir(), 'signpost-installed-'));
    try {
      await writeFile(join(installed, 'package.json'), '{ "version": "1.0.0" }');
      await expect(runTree([command, '--stage', 'dev'], installed)).rejects.toThrow(
        'this needs a clone of the project',
      );
    } finally {
      await rm(installed, { recursive: true });
    }
  },
);
