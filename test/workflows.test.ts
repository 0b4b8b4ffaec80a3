import { readdirSync, readFileSync } from 'node:fs';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Job {
  uses?: string;
  steps?: { uses?: string; run?: string }[];
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: unknown;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

const FOLDER = '.github/workflows';
const NAMES = readdirSync(FOLDER);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** All that is wrong with a workflow, each in some words. */
async function faultsOf(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'it.yml', content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  const errors = context.errors.getErrors().map(({ message }) => message);
  const workflow: Workflow = parse(content);
  return [...errors, ...faultsOfWhole(workflow), ...Object.entries(workflow.jobs).flatMap(faultsOfJob)];
}

function faultsOfWhole({ on, permissions, concurrency }: Workflow): string[] {
  return [
    // It runs with the repository's secrets and rights, on what a stranger has sent.
    ...('pull_request_target' in on ? ['pull_request_target'] : []),
    ...(JSON.stringify(permissions) === '{}' ? [] : ['it does not begin with no permissions at all']),
    ...(concurrency ? [] : ['no concurrency group']),
  ];
}

function faultsOfJob([name, job]: [string, Job]): string[] {
  const { permissions, steps = [] } = job;
  const writes = Object.entries(permissions ?? {}).filter(([, right]) => right !== 'read');
  const isDeploy = job.environment !== undefined;
  return [
    ...(permissions ? [] : [`${name} does not say its permissions`]),
    ...writes
      .filter(([right]) => !(isDeploy && right === 'id-token'))
      .map(([right]) => `${name} may write ${right}`),
    ...(steps.length > 0 && !job['timeout-minutes'] ? [`${name} has no end`] : []),
    ...[job, ...steps].flatMap(({ uses }) => (uses && !PINNED.test(uses) ? [`${uses} is not pinned`] : [])),
    ...steps.flatMap(({ run = '' }) => faultsOfCommand(run)),
  ];
}
/** By a commit, since a tag can be moved; or a file of ours. */
const PINNED = /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$|^\.\//;

/** An expression is put into the script as text, so whoever chooses it writes the script. */
function faultsOfCommand(run: string): string[] {
  const named = [...run.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(
    ([, script, own]) => script ?? own ?? '',
  );
  return [
    ...(run.includes('${{') ? [`an expression in: ${run}`] : []),
    ...named.filter(script => !scripts[script]).map(script => `npm run ${script} is not in package.json`),
    ...(/\bnpm (ci|install)\b(?!.*--ignore-scripts)/.test(run) ? [`install scripts in: ${run}`] : []),
  ];
}

test('there is one that tests and one that deploys', () => {
  expect(NAMES.sort()).toEqual(['deploy.yml', 'test.yml']);
});

test.each(NAMES)('%s is as GitHub reads it, and as we want it', async name => {
  expect(await faultsOf(readFileSync(`${FOLDER}/${name}`, 'utf8'))).toEqual([]);
});

test.each(NAMES)('%s names the tag of each commit, for whoever reads it', name => {
  const lines = readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n');
  const used = lines.filter(line => /uses: [\w-]+\//.test(line));
  expect(used.length).toBeGreaterThan(1);
  expect(used.filter(line => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test('all Nodes that we take are tested, and arm64 and macOS', () => {
  const { strategy } = parse(readFileSync(`${FOLDER}/test.yml`, 'utf8')).jobs.test;
  expect(strategy.matrix.node).toEqual(['20', '22', '24']);
  const runners = strategy.matrix.include.map(({ runner }: { runner: string }) => runner);
  expect(runners).toEqual([expect.stringMatching(/-arm$/), expect.stringMatching(/^macos-/)]);
});

test('a deploy waits for the tests and for the environment’s protection, and has no key of its own', () => {
  const text = readFileSync(`${FOLDER}/deploy.yml`, 'utf8');
  expect(parse(text).jobs.deploy).toMatchObject({ needs: 'test', environment: 'prod' });
  expect(text).not.toMatch(/secrets\.|access-key/);
});

describe('a workflow is refused', () => {
  const whole = (job: string, head = 'on: { push: }\npermissions: {}\nconcurrency: it') =>
    `${head}\njobs:\n  it:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n${job}`;
  const READS = '    permissions: { contents: read }\n    steps:\n';
  test.each([
    ['with nothing wrong: never', whole(`${READS}      - run: npm test`), []],
    ['for a tag', whole(`${READS}      - uses: actions/checkout@v7`), ['actions/checkout@v7 is not pinned']],
    [
      'for a stranger’s words in a command',
      whole(`${READS}      - run: echo "\${{ github.event.pull_request.title }}"`),
      [`an expression in: echo "\${{ github.event.pull_request.title }}"`],
    ],
    [
      'for a script that is not there',
      whole(`${READS}      - run: npm run nothing`),
      ['npm run nothing is not in package.json'],
    ],
    ['for install scripts', whole(`${READS}      - run: npm ci`), ['install scripts in: npm ci']],
    ['without permissions', whole('    steps:\n      - run: npm test'), ['it does not say its permissions']],
    [
      'for rights that it does not need',
      whole('    permissions: { contents: write }\n    steps:\n      - run: npm test'),
      ['it may write contents'],
    ],
    [
      'for pull_request_target',
      whole(
        `${READS}      - run: npm test`,
        'on: { pull_request_target: }\npermissions: {}\nconcurrency: it',
      ),
      ['pull_request_target'],
    ],
    [
      'without a group, and with the usual permissions',
      whole(`${READS}      - run: npm test`, 'on: { push: }'),
      ['it does not begin with no permissions at all', 'no concurrency group'],
    ],
    [
      'for what GitHub does not know',
      whole(`${READS}      - run: npm test\n        retries: 3`),
      [expect.stringContaining("Unexpected value 'retries'")],
    ],
  ])('%s', async (_, content, faults) => {
    expect(await faultsOf(content)).toEqual(faults);
  });
});
