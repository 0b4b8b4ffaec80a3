import { S3Client } from '@aws-sdk/client-s3';
import { SUM_KINDS } from '../core/clicks/fold.ts';
import type { DayProgress, RecountContext } from '../core/clicks/recount/day.ts';
import { keptFilesOf } from '../core/clicks/recount/files.ts';
import { type Days, recount } from '../core/clicks/recount/recount.ts';
import { CountingTable } from '../core/clicks/table/counting-table.ts';
import { Salts } from '../core/clicks/table/salts.ts';
import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { systemRandom } from '../core/ids.ts';
import { Domains } from '../core/links/domains.ts';
import { createLinkStore } from '../core/links/store.ts';
import { LogBucket } from '../core/logs/bucket.ts';
import { EXIT, RefusedError, UsageError } from './faults.ts';
import { onInterrupt } from './interrupt.ts';
import { jsonLine } from './output/output.ts';
import { type Progress, progressOn } from './progress.ts';
import { stackOutputs } from './stack.ts';

/** Many items at once may take long on the way to a laptop. */
const PATIENCE = { attempts: 6, timeoutMs: 20_000 };
interface RecountFlags {
  stage: string;
  since: string;
  until?: string | undefined;
  json?: true | undefined;
}

const NEEDED = ['LogsBucketName', 'LinksDistributionId', 'LinksTableName', 'ClicksTableName', 'ShortDomains'];

/**
 * `signpost recount`: scores kept log files again. Prints its progress to stderr, and a line for each day to stdout.
 *
 * @returns the exit status: 1 where counts had to stay as they were
 * @throws an error of one sentence for wrong arguments, and what AWS refuses
 */
export async function recountCommand({ stage, json, ...flags }: RecountFlags): Promise<number> {
  const days = daysOf(flags);
  const context = contextOf(await stackOutputs(stage), stage);
  const { signal, release } = onInterrupt();
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines: json ?? false });
  let at = days.since;
  let left = 0;
  try {
    for await (const state of recount(days, context)) {
      at = state.day;
      progress.show(state);
      if (state.isDone) {
        progress.end();
        process.stdout.write(json ? jsonLineOf(state) : lineOf(state));
        left += state.left;
      }
      if (signal.aborted) break;
    }
  } catch (error) {
    throw error instanceof RangeError
      ? new UsageError(error.message)
      : new Error(`${reasonOf(error)}. ${goOn(stage, at, days)}`, { cause: error });
  } finally {
    release();
    progress.end();
  }
  if (signal.aborted) process.stderr.write(`${goOn(stage, at, days)}\n`);
  return signal.aborted ? EXIT.interrupted : Math.min(left, 1);
}

function daysOf({ since, until }: Pick<RecountFlags, 'since' | 'until'>): Days {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  for (const [name, day] of Object.entries({ since, until }))
    if (day !== undefined && !isDay(day))
      throw new UsageError(`--${name} ${day}: this must be a day such as ${today}`);
  return { since, until: until ?? today };
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

function contextOf(outputs: Record<string, string>, stage: string): RecountContext {
  const missing = NEEDED.find(name => !outputs[name]);
  if (missing)
    throw new RefusedError(
      `the stack of ${stage} has no output ${missing}: deploy this version first, then count again.`,
    );
  const said = (name: string) => outputs[name] ?? '';
  // A bucket of a local cloud has no host name of its own.
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const client = connectDynamoDb(PATIENCE);
  const table = { client, name: said('ClicksTableName') };
  return {
    kept: keptFilesOf(new LogBucket(s3), said('LogsBucketName'), said('LinksDistributionId')),
    counts: {
      table: new CountingTable(table),
      store: createLinkStore({ client, name: said('LinksTableName') }),
      domains: new Domains(said('ShortDomains')),
      salts: new Salts(table, clock, systemRandom),
      clock,
    },
    kinds: SUM_KINDS,
  };
}

/** What is shown of a recount that goes on. */
export function howFar({ day, files, read, subjects, changed }: DayProgress): Progress {
  const text = `${day}: ${read} of ${files} log files read, ${subjects} links and sums done, ${changed} counts changed`;
  return { done: read, total: files, text };
}

const jsonLineOf = ({ day, files, subjects, changed, left }: DayProgress) =>
  jsonLine({ day, files, subjects, changed, left });

function lineOf({ day, files, subjects, changed, left }: DayProgress): string {
  if (files === 0) return `${day}: no log files are there, nothing was changed\n`;
  const stayed =
    left > 0 ? `, ${left} had to stay: they hold lines of log files that are not in the bucket` : '';
  return `${day}: ${files} log files, ${subjects} links and sums, ${changed} counts changed${stayed}\n`;
}

/** Our own wrapper of what AWS said is made for visitors. */
const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return (cause instanceof Error ? `${message}: ${cause.message}` : message).replace(/\.$/, '');
};

const goOn = (stage: string, at: string, { until }: Days): string =>
  `What was done stays; to go on: npx signpost recount --stage ${stage} --since ${at} --until ${until}`;
