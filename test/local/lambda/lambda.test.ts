import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import {
  type LambdaConfig,
  LambdaCrashed,
  LambdaFunction,
  LambdaHandlerError,
  LambdaInitFailed,
  LambdaPayloadTooLarge,
  LambdaThrottled,
  LambdaTimedOut,
} from '../../../local/lambda/lambda.ts';
import { until } from '../../until.ts';

const folder = mkdtempSync(join(tmpdir(), 'signpost-lambda-'));
const running: LambdaFunction[] = [];
const lines: string[] = [];
let bundles = 0;

afterEach(async () => {
  await Promise.all(running.splice(0).map(fn => fn.close()));
  lines.length = 0;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A function whose bundle is `source`, which exports `handler`. */
function lambda(source: string, config: Partial<LambdaConfig> = {}): LambdaFunction {
  bundles += 1;
  const file = join(folder, `bundle-${bundles}.mjs`);
  writeFileSync(file, source);
  const fn = new LambdaFunction(
    {
      name: 'redirect',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:redirect',
      file,
      handler: 'handler',
      environment: {},
      timeoutSeconds: 10,
      memoryMb: 128,
      ...config,
    },
    { random: systemRandom, log: (name, line) => lines.push(`${name}: ${line}`) },
  );
  running.push(fn);
  return fn;
}

/** Answers "instance-request", e.g. "2-1" for the first request of a second instance. */
const counting = (work = '') => `
  import { threadId } from 'node:worker_threads';
  let requests = 0;
  export async function handler(event) { requests += 1; ${work}; return { threadId, requests }; }`;
const failureOf = (request: Promise<unknown>) =>
  request.then(
    () => Promise.reject(new Error('the request was answered')),
    (error: LambdaHandlerError) => error,
  );
const sleep = (ms: number) => `await new Promise(resolve => setTimeout(resolve, ${ms}))`;

describe('a request', () => {
  test('passes as JSON: undefined is dropped on the way in and out', async () => {
    const echo = lambda(
      `export const handler = async event => ({ keys: Object.keys(event), lost: undefined });`,
    );
    expect(await echo.invoke({ slug: 'a', url: undefined })).toEqual({ keys: ['slug'] });
    expect(await lambda('export const handler = () => {};').invoke({})).toBeNull();
  });

  test('has a context that knows its function and its time', async () => {
    const fn = lambda(
      `export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`,
    );
    const context = await fn.invoke({});
    expect(context).toMatchObject({
      functionName: 'redirect',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:redirect',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      left: expect.any(Number),
    });
    const { left } = context as { left: number };
    expect(left).toBeGreaterThan(9_000);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  test('sees its own environment and not that of the machine', async () => {
    process.env.SIGNPOST_SECRET_OF_THE_LAPTOP = 'x';
    const env = await lambda('export const handler = async () => process.env;', {
      environment: { TABLE: 'links', AWS_ACCESS_KEY_ID: 'role/redirect' },
    }).invoke({});
    delete process.env.SIGNPOST_SECRET_OF_THE_LAPTOP;
    expect(env).toMatchObject({
      TABLE: 'links',
      AWS_ACCESS_KEY_ID: 'role/redirect',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'redirect',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      LAMBDA_TASK_ROOT: folder,
      TZ: ':UTC',
    });
    expect(env).not.toHaveProperty('SIGNPOST_SECRET_OF_THE_LAPTOP');
  });

  test('of more than 6 MB is refused, and so is such an answer', async () => {
    const fn = lambda(`export const handler = async event => 'x'.repeat(event.size ?? 0);`);
    await expect(fn.invoke({ body: 'x'.repeat(6 * 1024 * 1024) })).rejects.toThrow(LambdaPayloadTooLarge);
    await expect(fn.invoke({ size: 6 * 1024 * 1024 + 100 })).rejects.toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await fn.invoke({ size: 5 })).toBe('xxxxx');
  });

  test('that prints is heard line by line, before its answer', async () => {
    await lambda(`
      export async function handler() { console.log('one\\ntwo'); console.error({ three: 3 }); process.stdout.write('half'); }`).invoke(
      {},
    );
    expect(lines).toEqual(['redirect: one', 'redirect: two', 'redirect: { three: 3 }']);
    await running[0]?.close();
    expect(lines.at(-1)).toBe('redirect: half');
  });
});

describe('instances', () => {
  test('stay warm: requests one after another meet the same one', async () => {
    const fn = lambda(counting());
    const first = await fn.invoke({});
    expect(await fn.invoke({})).toEqual({ ...Object(first), requests: 2 });
  });

  test('take one request at a time; a second at once starts another, and the last used is used next', async () => {
    const fn = lambda(counting('await new Promise(resolve => setTimeout(resolve, event.ms))'));
    const [quick, slow] = (await Promise.all([fn.invoke({ ms: 0 }), fn.invoke({ ms: 300 })])) as {
      threadId: number;
      requests: number;
    }[];
    expect(quick?.threadId).not.toBe(slow?.threadId);
    expect(await fn.invoke({ ms: 0 })).toEqual({ threadId: slow?.threadId, requests: 2 });
  });

  test('are as many as the reserved concurrency; above it a caller is throttled', async () => {
    const fn = lambda(counting(sleep(100)), { reservedConcurrency: 1 });
    const first = fn.invoke({});
    await expect(fn.invoke({})).rejects.toThrow(LambdaThrottled);
    expect(await first).toMatchObject({ requests: 1 });
    expect(await fn.invoke({})).toMatchObject({ requests: 2 });
  });

  test('are as many as the machine can feed; the others wait, and that does not count as their time', async () => {
    const fn = lambda(counting(sleep(300)), { memoryMb: 2048, cores: 2, timeoutSeconds: 1 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => fn.invoke({})));
    expect(answers).toMatchObject([1, 2, 3, 4, 5, 6].map(requests => ({ requests })));
    expect(lines).toContain('redirect: 5 requests wait: 1 instance is what this machine can feed');
  });

  test('one that waits for another of its function: it gets one, past what the machine can feed', async () => {
    const fn = lambda(counting('if (event.until) await fetch(event.until)'), {
      cores: 1,
      stalledMs: 50,
      memoryMb: 2048,
    });
    const server = createServer(async (_, response) => {
      await fn.invoke({});
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await fn.invoke({ until: `http://127.0.0.1:${port}/` })).toMatchObject({ requests: 1 });
    server.close();
  });

  test('an event that says when it came is made anew once it is its turn', async () => {
    const fn = lambda(`export const handler = async event => { ${sleep(50)}; return event; }`, {
      cores: 1,
      memoryMb: 2048,
    });
    let now = 1;
    const invoke = () => fn.invoke({ now }, { renew: () => ({ now }) });
    const answers = [invoke(), invoke()];
    await answers[0];
    now = 2;
    expect(await Promise.all([...answers, invoke()])).toEqual([{ now: 1 }, { now: 1 }, { now: 2 }]);
  });

  test('can be started before the first request', async () => {
    const fn = lambda(`console.log('loaded'); ${counting()}`);
    fn.start();
    fn.start();
    await until(() => lines.length > 0);
    expect(await fn.invoke({})).toMatchObject({ requests: 1 });
    expect(lines).toEqual(['redirect: loaded']);
  });

  test('are made ready by a request of our own: the others wait for it and for what it needs', async () => {
    const fn = lambda(counting(sleep(50)));
    let there = () => {};
    const needs = new Promise<void>(resolve => (there = resolve));
    const warmed = fn.warm({ warm: true }, needs);
    const others = [fn.invoke({}), fn.invoke({})];
    expect(await Promise.race([...others, Promise.resolve('waits')])).toBe('waits');
    there();
    await warmed;
    expect(await others[0]).toMatchObject({ requests: 2 });
    await others[1];
  });

  test('that could not be made ready: it is told, and the others go on', async () => {
    const fn = lambda(counting());
    const warmed = fn.warm({ warm: true }, Promise.reject(new Error('no Chromium')));
    const other = fn.invoke({});
    await expect(warmed).rejects.toThrow('no Chromium');
    expect(await other).toMatchObject({ requests: 1 });
  });

  test('of a function that may have none: every request is throttled', async () => {
    await expect(lambda(counting(), { reservedConcurrency: 0 }).invoke({})).rejects.toThrow(LambdaThrottled);
  });

  test('take as long to start as they are told to, and are warm then', async () => {
    const fn = lambda(counting(), { coldStartMs: 500 });
    const times: number[] = [];
    for (let request = 0; request < 2; request++) {
      const began = performance.now();
      await fn.invoke({});
      times.push(performance.now() - began);
    }
    expect(times[0]).toBeGreaterThan(490);
    expect(times[1]).toBeLessThan(times[0] ?? 0);
  });

  test('close(): requests under way and those waiting for a thread end', async () => {
    const fn = lambda(counting(sleep(60_000)));
    const results = Promise.allSettled(Array.from({ length: 10 }, () => fn.invoke({}))); // more than there are threads
    await fn.close();
    expect(new Set((await results).map(({ status }) => status))).toEqual(new Set(['rejected']));
    await expect(fn.invoke({})).rejects.toThrow('redirect was closed');
  });
});

describe('what goes wrong', () => {
  test('a handler that throws: type, message and stack, and the instance stays', async () => {
    const fn = lambda(counting(`if (event.bad) throw new TypeError('no such slug')`));
    await fn.invoke({});
    const error = await failureOf(fn.invoke({ bad: true }));
    expect(error).toBeInstanceOf(LambdaHandlerError);
    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such slug' });
    expect(error.stackTrace[0]).toBe('TypeError: no such slug');
    expect(lines[0]).toContain('ERROR Invoke Error TypeError: no such slug');
    expect(await fn.invoke({})).toMatchObject({ requests: 3 });
  });

  test.each([
    [
      'a rejected promise',
      `await Promise.reject('nothing')`,
      { errorType: 'string', errorMessage: 'nothing' },
    ],
    ['an answer that is no JSON', `event.self = event; return event`, { errorType: 'TypeError' }],
  ])('%s', async (_, work, expected) => {
    await expect(lambda(counting(work)).invoke({})).rejects.toMatchObject(expected);
  });

  test.each([
    ['waits', sleep(60_000)],
    ['does not let go of its thread', 'for (;;);'],
  ])(
    'a handler that %s too long: timed out, and the next request meets a fresh instance',
    async (_, work) => {
      const fn = lambda(
        counting(`if (event.hang) { console.log('before'); console.log('it hung'); ${work} }`),
        {
          timeoutSeconds: 0.3,
        },
      );
      await fn.invoke({});
      const error = await failureOf(fn.invoke({ hang: true }));
      expect(error).toBeInstanceOf(LambdaTimedOut);
      expect(error.message).toBe('Task timed out after 0.30 seconds');
      expect(lines).toEqual(expect.arrayContaining(['redirect: before', 'redirect: it hung']));
      expect(await fn.invoke({})).toMatchObject({ requests: 1 });
    },
  );

  test.each([
    ['process.exit(1)', 'process.exit(1)', 'Runtime exited with error: exit status 1'],
    ['process.exit(0)', 'process.exit(0)', 'Runtime exited without providing a reason'],
    [
      'an unhandled rejection',
      `Promise.reject(new RangeError('forgotten')); ${sleep(1000)}`,
      'RangeError: forgotten',
    ],
    [
      'more memory than it has',
      `const all = []; for (;;) all.push(new Array(1e5).fill(all.length));`,
      'Runtime exited with error: signal: killed (out of memory, 64 MB)',
    ],
  ])('%s: crashed, and the next request meets a fresh instance', async (_, work, message) => {
    const fn = lambda(counting(`if (event.crash) { ${work} }`), { memoryMb: 64 });
    await fn.invoke({});
    const error = await failureOf(fn.invoke({ crash: true }));
    expect(error).toBeInstanceOf(LambdaCrashed);
    expect(error.message).toBe(message);
    expect(await fn.invoke({})).toMatchObject({ requests: 1 });
  });

  test.each([
    ['throws while it loads', `throw new Error('TABLE is not set');`, 'TABLE is not set'],
    ['does not export the handler', 'export const other = 1;', 'handler is undefined or not exported'],
  ])('a bundle that %s: init failed, with its message', async (_, source, message) => {
    const fn = lambda(source);
    const error = await failureOf(fn.invoke({}));
    expect(error).toBeInstanceOf(LambdaInitFailed);
    expect(error.message).toBe(message);
    await expect(fn.invoke({})).rejects.toThrow(LambdaInitFailed);
  });

  test('a warm instance that dies between two requests is replaced, and the log says why', async () => {
    const fn = lambda(counting('setTimeout(() => process.exit(3), 20)'));
    await fn.invoke({});
    await until(() => lines.length > 0);
    expect(await fn.invoke({})).toMatchObject({ requests: 1 });
    expect(lines).toEqual(['redirect: ERROR Runtime.ExitError: Runtime exited with error: exit status 3']);
  });

  test('a timeout takes the child processes of the instance with it', async () => {
    const fn = lambda(
      `import { spawn } from 'node:child_process';
       export async function handler() {
         const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true });
         console.log(child.pid);
         ${sleep(60_000)};
       }`,
      { timeoutSeconds: 0.5, environment: { PATH: process.env.PATH ?? '' } },
    );
    await expect(fn.invoke({})).rejects.toThrow(LambdaTimedOut);
    await fn.close();
    const pid = Number(lines[0]?.split(': ')[1]);
    expect(pid).toBeGreaterThan(0);
    // Nobody is left to collect its exit status, so it may stay in the list as a zombie.
    await until(() => ['', 'Z'].includes(stateOf(pid)));
  });
});

/** The state of a process as in proc(5); empty when there is none. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] ?? '';
  } catch {
    return '';
  }
}
