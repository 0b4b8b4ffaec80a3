import './quiet.ts';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import fc from 'fast-check';
import { systemClock } from '../core/clock.ts';
import { systemRandom } from '../core/ids.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { type Handler, importLinks } from './functions/links-api.ts';
import { type HostileRequest, hostileRequest } from './hostile-requests.ts';
import { startTables } from './tables.ts';

export interface Fuzzed {
  /** How many answers had each status. */
  statuses: Record<string, number>;
  /** What must not be: an answer of 5xx but for a timeout, or that the document does not know, one that is none, an error that nobody caught. At most ten of a kind. */
  faults: string[];
  /** Milliseconds of the slowest answer, and the request. */
  slowest: { ms: number; request: string };
}

/** So many at once: writes of different requests meet. */
const AT_ONCE = 8;

/**
 * Sends hostile requests to the real functions over real tables, and looks at each answer.
 *
 * @param seed the same one makes the same requests
 * @param onProgress hears how many were answered, now and then
 */
export async function fuzz(
  count: number,
  seed: number,
  onProgress: (done: number) => void = () => {},
): Promise<Fuzzed> {
  const tables = await startTables();
  // Who is told to come later is not looked at.
  Object.assign(process.env, { READS_PER_KEY: '1000000000', WRITES_PER_KEY: '1000000000' });
  const uncaught: string[] = [];
  const note = (error: unknown) => uncaught.push(`uncaught: ${error}`);
  process.on('unhandledRejection', note);
  const log = console.error;
  console.error = (line: unknown) => {
    if (!isOfTheMachine(String(line)) && uncaught.length < MOST_OF_A_KIND) uncaught.push(`logged: ${line}`);
  };
  try {
    const { secret } = await createKeyStore(tables.keys, systemClock, systemRandom).create({ name: 'fuzz' });
    const handlers: Record<HostileRequest['to'], Handler> = {
      links: (await importLinks()).handler,
      redirect: (await import('../functions/redirect.ts')).handler,
    };
    const result: Fuzzed = { statuses: {}, faults: [], slowest: { ms: 0, request: '' } };
    for (let done = 0; done < count; ) {
      const batch = fc.sample(hostileRequest(secret), {
        seed: seed + done,
        numRuns: Math.min(400, count - done),
      });
      const next = batch.values();
      await Promise.all(Array.from({ length: AT_ONCE }, () => sendAll(next, handlers, result)));
      done += batch.length;
      onProgress(done);
    }
    result.faults.push(...uncaught);
    return result;
  } finally {
    console.error = log;
    process.off('unhandledRejection', note);
    await tables.stop();
  }
}

const MOST_OF_A_KIND = 10;

/**
 * On a machine that is busy otherwise a table answers too late at times, which is nobody's fault; another 503 is one of ours. Beside the
 * tables there is no CloudFront that could purge anything, and the SDK has its opinion of Node 20.
 */
const isOfTheMachine = (line: string) =>
  /"error":\{"name":"TimeoutError"|"message":"CloudFront failed"|NodeVersionSupportWarning/.test(line);

async function sendAll(
  requests: IterableIterator<HostileRequest>,
  handlers: Record<HostileRequest['to'], Handler>,
  result: Fuzzed,
): Promise<void> {
  for (const { to, event } of requests) {
    const began = performance.now();
    const answer = await handlers[to](event).catch(error => `threw ${error}`);
    const ms = performance.now() - began;
    const request = `${event.requestContext.http.method} ${event.rawPath}?${event.rawQueryString} ${JSON.stringify(event.headers)} ${event.body}`;
    if (ms > result.slowest.ms) result.slowest = { ms, request: request.slice(0, 2000) };
    const status = typeof answer === 'string' ? 'none' : String(answer.statusCode);
    result.statuses[status] = (result.statuses[status] ?? 0) + 1;
    const fault = faultOf(answer);
    // Where a slow machine makes thousands of timeouts, another fault is still told.
    if (fault !== undefined && result.faults.filter(each => each.startsWith(fault)).length < MOST_OF_A_KIND)
      result.faults.push(`${fault}: ${request.slice(0, 2000)}`);
  }
}

/** What is wrong with an answer to whatever request. */
function faultOf(answer: APIGatewayProxyStructuredResultV2 | string): string | undefined {
  if (typeof answer === 'string') return answer;
  const { statusCode = 0, headers = {}, body = '' } = answer;
  // What made it a 503 is in the log.
  if (statusCode < 200 || (statusCode >= 500 && statusCode !== 503)) return `status ${statusCode}`;
  for (const [name, value] of Object.entries(headers))
    if (!/^[\t\x20-\x7e]*$/.test(String(value))) return `header ${name} is no header`;
  const type = String(headers['content-type'] ?? '');
  if (!type.includes('json') || body === '') return undefined;
  const parsed = JSON.parse(body);
  if (statusCode === 422 && !(parsed.errors?.length > 0)) return '422 without errors';
  const whole = (parsed.errors ?? []).every(
    (error: Record<string, unknown>) =>
      typeof error.field === 'string' && error.field !== '' && error.reason && error.expected,
  );
  return whole ? undefined : `an error that says too little: ${body.slice(0, 500)}`;
}

/** `npm run fuzz -- --count 100000 --seed 1` */
async function main(args: string[]): Promise<number> {
  const option = (name: string, otherwise: number) => {
    const at = args.indexOf(name);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const [count, seed] = [option('--count', 100_000), option('--seed', Date.now() % 1_000_000)];
  process.stdout.write(`${count} hostile requests, seed ${seed}\n`);
  const began = performance.now();
  const { statuses, faults, slowest } = await fuzz(count, seed, done => {
    if (done % 4000 === 0) process.stdout.write(`  ${done} answered\n`);
  });
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`\n${JSON.stringify(statuses)}\n${(count / seconds).toFixed(0)} a second; `);
  process.stdout.write(`the slowest took ${slowest.ms.toFixed(0)} ms: ${slowest.request.slice(0, 300)}\n`);
  for (const fault of faults) process.stdout.write(`\nFAULT ${fault}\n`);
  const isSlow = slowest.ms > SLOWEST_MS;
  if (isSlow) process.stdout.write(`\nThe slowest answer took more than ${SLOWEST_MS} ms\n`);
  return faults.length > 0 || isSlow ? 1 : 0;
}

/** A function has 10 s; whoever waits, less patience. */
const SLOWEST_MS = 3000;

if (process.argv[1]?.endsWith('fuzz.ts')) process.exitCode = await main(process.argv.slice(2));
