import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { sentSecrets } from '../../cli/rotation/distribution.ts';
import { type Booted, cloudForFile, createLink, get, KEY, ROOT, until } from './cloud.ts';

let app: Booted;
const USUAL_ROLLOUT_MS = 10_000;
let rolloutMs = USUAL_ROLLOUT_MS;
cloudForFile(
  booted => {
    app = booted;
  },
  {
    // Longer than functions and the command take to start: whoever forgets an edge location is found out.
    rolloutMs: () => rolloutMs,
    // All the time is more often than a key may ask.
    change: ({ Resources }) => {
      for (const id of ['LinksLambdaFunction', 'SnapshotsLambdaFunction']) {
        const environment = Resources[id]?.Properties?.Environment as { Variables: Record<string, string> };
        environment.Variables.READS_PER_KEY = '1000000';
      }
    },
  },
);

/** Of requests, what each was answered with. */
type Answers = Map<string, number>;

const environment = () => ({
  ...process.env,
  AWS_ENDPOINT_URL: app.cloud.endpoint,
  AWS_ACCESS_KEY_ID: 'OPERATOR',
  AWS_SECRET_ACCESS_KEY: 'local',
});
const ROTATE = ['cli/signpost.js', 'secrets', 'rotate', 'origin', '--stage', 'local'];

/** `npx signpost secrets rotate origin`, whole. */
const rotate = async (...more: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [...ROTATE, ...more], { cwd: ROOT, env: environment() }))
    .stdout;

/** The same, killed as soon as it is so far; `said` is what it has printed. */
async function brokenOff(isSoFar: (said: string) => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, ROTATE, { cwd: ROOT, env: environment() });
  let said = '';
  child.stdout.on('data', chunk => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  await until(() => isSoFar(said));
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
}

/** Asks each function that wants the secret all the time while `work` is under way; the edge keeps none of these answers. */
async function whileAsked(work: () => Promise<unknown>): Promise<Answers> {
  const answers: Answers = new Map();
  let isOver = false;
  const ask = async (name: string, pathOf: (at: number) => string) => {
    for (let at = 0; !isOver; at++) {
      const { status } = await get(app.short + pathOf(at), { authorization: `Bearer ${KEY}` });
      answers.set(`${name} ${status}`, (answers.get(`${name} ${status}`) ?? 0) + 1);
    }
  };
  const asking = [
    ask('a link', () => '/kept'),
    ask('no link', at => `/none-${at}`),
    ask('the links API', () => '/api/links/kept'),
    ask('the snapshots API', () => '/api/snapshots'),
    ask('assistants', () => '/api/mcp'),
  ];
  await work().finally(() => {
    isOver = true;
  });
  await Promise.all(asking);
  return answers;
}

const FINE = ['a link 301', 'assistants 405', 'no link 404', 'the links API 200', 'the snapshots API 200'];

/** What the links API says to who comes past CloudFront with a secret. */
async function directly(secret: string): Promise<number> {
  const [domainName = ''] = [...app.cloud.origins.keys()].filter(name => name.includes('.execute-api.'));
  const answer = await app.cloud.origins.get(domainName)?.({
    method: 'GET',
    path: '/kept',
    query: '',
    headers: new Headers({ 'x-origin-secret': secret }),
    body: Buffer.alloc(0),
    clientIp: '192.0.2.1',
  });
  return answer?.status ?? 0;
}

/** What CloudFront is set to send. */
async function sent(): Promise<string | undefined> {
  Object.assign(process.env, environment());
  return (await sentSecrets(app.cloud.stack.ref('Links')))[0];
}

const current = () => app.cloud.stack.secrets.at('OriginSecret', 'AWSCURRENT')?.value ?? '';
const pending = () => app.cloud.stack.secrets.at('OriginSecret', 'AWSPENDING')?.value;

beforeAll(async () => {
  expect((await createLink(app.short, { url: 'https://example.com/', slug: 'kept', maxAge: 0 })).status).toBe(
    201,
  );
});

describe('the origin secret is rotated while people follow links', () => {
  test('no request fails; then the new one opens, and the former one no more', async () => {
    const former = current();
    expect(await directly(former)).toBe(301);
    let said = '';
    const answers = await whileAsked(async () => {
      said = await rotate();
    });
    expect([...answers.keys()].sort()).toEqual(FINE);
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^The new secret is in Secrets Manager, as version [\w-]+\.$/),
      '4 functions accept the new secret and the former one.',
      'CloudFront sends the new secret, from each edge.',
      'A deploy would use the new secret.',
      'The functions accept the new secret alone. The former one opens nothing any more.',
      '',
    ]);
    expect([current() === former, pending()]).toEqual([false, undefined]);
    expect([await directly(former), await directly(current())]).toEqual([403, 301]);
  });

  const UNHEARD = 'CloudFront was told, and some edges had not heard of it';
  const lines = (count: number) => async (said: string) => said.split('\n').length > count;
  test.each<[string, (said: string) => Promise<boolean>]>([
    ['the new secret was made', lines(1)],
    ['the functions accepted both', lines(2)],
    [UNHEARD, async () => (await sent()) === pending()],
    ['each edge sent the new one', lines(3)],
    ['a deploy would have used it', lines(4)],
  ])(
    'broken off when %s, and run again: no request fails, and the secret is the one that was made',
    async (when, isSoFar) => {
      // The second run, too, has to begin before the last of them hears of it.
      rolloutMs = when === UNHEARD ? 3 * USUAL_ROLLOUT_MS : USUAL_ROLLOUT_MS;
      const former = current();
      let begun: string | undefined;
      const answers = await whileAsked(async () => {
        await brokenOff(isSoFar);
        begun = pending();
        expect(JSON.parse(await rotate('--json'))).toEqual({ rotated: 'origin', stage: 'local' });
      });
      expect([...answers.keys()].sort()).toEqual(FINE);
      expect([current(), current() === former, pending()]).toEqual([begun, false, undefined]);
      expect([await directly(former), await directly(current())]).toEqual([403, 301]);
    },
  );
});
