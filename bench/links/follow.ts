import { figure, table } from '../../core/text-table.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { median } from '../crawlers/speed.ts';
import type { ReadyCloud } from './cloud.ts';
import type { HandlerTimes } from './handler.ts';
import { follow } from './load.ts';
import { loads } from './loads.ts';
import { ratioOf, ratiosOf } from './ratios.ts';
import { type Served, serve } from './served.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const BUNDLE = `${ROOT}dist/functions/redirect.mjs`;
const FUNCTIONS = { redirect: BUNDLE, mcp: `${ROOT}dist/functions/mcp.mjs` };
const CONNECTIONS = 64;
/** Milliseconds of a turn. */
const TURN_MS = 2_000;
/** Until compiled code is what runs: each instance of the function has its own. */
const WARM_MS = 10_000;

type Progress = (text: string) => void;

/** What a follow costs: the function alone, its start, and all of the local cloud. */
export async function followed({ rounds }: { rounds: number }, progress: Progress): Promise<string> {
  await packagedTemplate(ROOT);
  progress('follow: the local cloud starts …');
  const cloud = await serve<ReadyCloud>('cloud', [String(CONNECTIONS)]);
  try {
    const env = environmentOf(cloud.ready);
    const parts = [await handlerPart(env, progress), await loadPart(env, progress)];
    return [...parts, await cloudPart(cloud, rounds, progress)].join('\n');
  } finally {
    await cloud.stop();
  }
}

/** What the function reads from its environment; as the operator, who may read all tables. */
const environmentOf = ({ endpoint, table: links }: ReadyCloud) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  LINKS_TABLE: links,
  COUNTERS_TABLE: 'counters',
  SHORT_DOMAINS: '[{"name":""}]',
  DOMAIN_FILES: '',
  BLOCKED_HOSTS: '',
  URL_SCHEMES: '',
  SITE_HOSTS: 'www.example.com',
  ORIGIN_SECRET: 'bench',
});

async function handlerPart(env: Record<string, string>, progress: Progress): Promise<string> {
  progress('follow: the function beside the call it makes …');
  const process = await serve<HandlerTimes>('handler', [BUNDLE, 'c0'], env);
  await process.stop();
  const { handler, ownCall, sdkCall } = process.ready;
  const row = (name: string, times: number[], aim: string) => [
    name,
    figure(median(times)),
    ratioOf(handler, times),
    aim,
  ];
  return `The function: microseconds of its process a call, one after the other, in turns
${table(
  ['', 'µs', 'the function ÷ it', 'aim'],
  [
    row('all of the function', handler, ''),
    row('its GetItem alone', ownCall, '≤ 1.10'),
    row('the GetItem by the SDK', sdkCall, '≤ 1.10'),
  ],
)}`;
}

async function loadPart(env: Record<string, string>, progress: Progress): Promise<string> {
  const measured = await loads(FUNCTIONS, env, progress);
  const [, sdk] = measured;
  const rows = measured.map(({ name, kb, wall, cpu }) => [
    name,
    figure(kb, 1),
    figure(median(wall), 1),
    figure(median(cpu), 1),
    ratioOf(cpu, sdk?.cpu ?? []),
    name === 'redirect' ? '≤ 1.00' : '',
  ]);
  return `Its start: a fresh process loads the bundle
${table(['', 'KB', 'ms', 'ms of processor', '÷ SDK', 'aim'], rows)}`;
}

async function cloudPart(cloud: Served<ReadyCloud>, rounds: number, progress: Progress): Promise<string> {
  const bare = await serve<{ port: number }>('bare');
  try {
    const parties = {
      bare: (ms: number) => turn(bare, () => '/any', ms),
      cached: (ms: number) => turn(cloud, n => `/c${n}`, ms),
      uncached: (ms: number) => turn(cloud, n => `/u${n}`, ms),
    };
    const turns = { bare: [], cached: [], uncached: [] } as Record<keyof typeof parties, Turn[]>;
    for (const [name, take] of Object.entries(parties)) {
      progress(`follow: ${name} warms up …`);
      await take(WARM_MS);
    }
    for (let round = 1; round <= rounds; round++) {
      for (const [name, take] of Object.entries(parties) as [keyof typeof parties, typeof parties.bare][])
        turns[name].push(await take(TURN_MS));
      progress(`follow: round ${round} of ${rounds}`);
    }
    return cloudTable(turns);
  } finally {
    await bare.stop();
  }
}

interface Turn {
  /** Microseconds of processor time a request. */
  cpu: number;
  perSecond: number;
}

async function turn(
  { ready, cpu }: Served<{ port: number }>,
  pathOf: (connection: number) => string,
  ms: number,
): Promise<Turn> {
  const [before, started] = [await cpu(), performance.now()];
  const answers = await follow(ready.port, pathOf, { connections: CONNECTIONS, ms });
  return {
    cpu: ((await cpu()) - before) / answers,
    perSecond: (answers * 1000) / (performance.now() - started),
  };
}

function cloudTable(turns: Record<'bare' | 'cached' | 'uncached', Turn[]>): string {
  const cpuOf = (name: keyof typeof turns) => turns[name].map(({ cpu }) => cpu);
  const row = (text: string, name: keyof typeof turns, aim: string) => {
    const ratios = ratiosOf(cpuOf(name), cpuOf('bare'));
    return [
      text,
      figure(median(turns[name].map(({ perSecond }) => perSecond))),
      figure(median(cpuOf(name)), 1),
      ratioOf(cpuOf(name), cpuOf('bare')),
      `${figure(Math.min(...ratios), 1)} – ${figure(Math.max(...ratios), 1)}`,
      aim,
    ];
  };
  return `All of the local cloud, ${CONNECTIONS} connections: processor time of the server's process
${table(
  ['', 'requests/s', 'µs a request', '× node:http', 'from – to', 'aim'],
  [
    row('node:http, one 301 for all', 'bare', ''),
    row('kept at the edge', 'cached', '≤ 4'),
    row('never kept', 'uncached', '≤ 25'),
  ],
)}`;
}
