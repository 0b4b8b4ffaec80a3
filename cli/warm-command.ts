import { systemClock as clock } from '../core/clock.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { EXIT, RefusedError } from './faults.ts';
import { onInterrupt } from './interrupt.ts';
import { listedPages } from './listed-pages.ts';
import { json, print } from './output/output.ts';
import { type Progress, progressOn, rate } from './progress.ts';
import { SnapshotsClient } from './snapshots-client.ts';
import { type WarmState, warm } from './warm.ts';

interface WarmFlags extends ConnectionOptions {
  sitemap: string;
  /** An origin. */
  site?: string | undefined;
  all?: true | undefined;
  json?: true | undefined;
}

/**
 * `signpost warm`: prints its progress to stderr and a summary, or JSON, to stdout.
 *
 * @returns the exit status: 1 when pages failed or were given up
 * @throws an error of one sentence for wrong arguments, a sitemap that is none, and an API that refuses
 */
export async function warmCommand(options: WarmFlags): Promise<number> {
  const { sitemap, site, all = false, json: isForMachines = false } = options;
  const { api, key } = connectionOf(options);
  const { entries, foreign } = await listedPages(sitemap, site);
  const { signal, release } = onInterrupt();
  const start = clock.now();
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines });
  const state = await warm(entries, {
    client: new SnapshotsClient({ api, key, fetch, clock }),
    clock,
    all,
    progress: progress.show,
    signal,
  })
    .catch(error => {
      throw withRemedy(error, site);
    })
    .finally(() => {
      release();
      progress.end();
    });
  const isInterrupted = signal.aborted;
  const around = { sitemap, foreign, isInterrupted, seconds: (clock.now() - start) / 1000 };
  await print(isForMachines ? json(answerOf(state, around)) : summary(state, around));
  if (isInterrupted) return EXIT.interrupted;
  return state.failed.length + state.waiting > 0 ? 1 : 0;
}

/** What is shown of a warm-up that goes on. */
export function howFar({ total, upToDate, rendered, failed }: WarmState, seconds: number): Progress {
  const done = upToDate + rendered + failed.length;
  const failures = failed.length > 0 ? `, ${failed.length} failed` : '';
  return { done, total, text: `${done} of ${total}${failures}, ${rate(rendered, seconds)} pages/s` };
}

/** The API knows its site, and says so when an address is of another. */
function withRemedy(error: unknown, site: string | undefined): unknown {
  const [, host] = /is not of the site.*?\(([^,)]+)/s.exec(error instanceof Error ? error.message : '') ?? [];
  if (host === undefined || site !== undefined || host.includes('*')) return error;
  const scheme = /^localhost\b|^127\.|^\[::1\]/.test(host) ? 'http' : 'https';
  return new RefusedError(
    `${(error as Error).message} \`--site ${scheme}://${host}\` takes the sitemap's paths for pages of that site.`,
  );
}

interface Around {
  sitemap: string;
  foreign: number;
  isInterrupted: boolean;
  seconds: number;
}

/** The same for machines: of a status the number of pages, by itself. */
const answerOf = ({ statuses, ...state }: WarmState, around: Around) => ({
  ...around,
  ...state,
  statuses: Object.fromEntries(statuses),
});

function summary(state: WarmState, { sitemap, foreign, isInterrupted, seconds }: Around): string {
  const { total, upToDate, statuses, rendered, odd, failed, waiting } = state;
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const none = counts.length === 0;
  return [
    `${total} pages of ${sitemap}, ${seconds.toFixed(1)} s, ${rate(rendered, seconds)} pages/s`,
    `  rendered    ${rendered}${none ? '' : ` (${counts.join(', ')})`}`,
    ...(upToDate > 0 ? [`  up to date  ${upToDate} (--all renders them, too)`] : []),
    ...(failed.length > 0 ? [`  failed      ${failed.length}`] : []),
    ...failed.slice(0, 5).map(({ url, reason }) => `    ${url}: ${reason}`),
    ...(waiting > 0
      ? [
          `  not done    ${waiting}: ${isInterrupted ? 'ended before' : 'no renderer is at work'}; they stay ordered`,
        ]
      : []),
    ...(odd.length > 0 ? ['  warning: a sitemap should list pages that answer 200. Not so:'] : []),
    ...odd.map(({ url, status }) => `    ${status} ${url}`),
    ...(foreign > 0
      ? [`  warning: ${foreign} addresses are of another site than the sitemap; they were left out`]
      : []),
    '',
  ].join('\n');
}
