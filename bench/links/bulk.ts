import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rankingOf } from '../../core/clicks/ranking.ts';
import { ClicksTable } from '../../core/clicks/table/clicks-table.ts';
import { systemClock } from '../../core/clock.ts';
import { Counters } from '../../core/counters.ts';
import { itemsOf } from '../../core/dynamodb.ts';
import { systemRandom } from '../../core/ids.ts';
import { KeptAnswers } from '../../core/kept-answers.ts';
import { Calls } from '../../core/keys/calls.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { createLinksApi } from '../../core/links/api.ts';
import { Domains } from '../../core/links/domains.ts';
import { HintTable } from '../../core/links/hints/table.ts';
import { ALL } from '../../core/links/hints/terms.ts';
import type { Link } from '../../core/links/link.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { figure, table } from '../../core/text-table.ts';
import { close, listen } from '../../local/http.ts';
import { fill, makeLinks } from './fill.ts';
import { startTables, type Tables } from './tables.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** So many are made one by one: what one costs does not depend on how many there are. */
const SINGLES = 200;
const BATCH = 1000;
const SAMPLE_MS = 100;

interface Measured {
  name: string;
  links: number;
  seconds: number;
  calls: number;
  units: number;
  /** MB of the command, at the most; over its first tenth and over all. */
  memory?: { early: number; most: number };
}

export const BULK_PARTS = ['batch', 'import', 'export'] as const;

interface Wanted {
  links: number;
  parts: readonly (typeof BULK_PARTS)[number][];
}

/** Links made by one request each, by batches, and by the command's import; and exported by it. All through the API. */
export async function bulk({ links, parts }: Wanted, progress: (text: string) => void): Promise<string> {
  const tables = await startTables();
  const folder = await mkdtemp(join(tmpdir(), 'signpost-bench-bulk-'));
  const api = await serveApi(tables);
  const run = (...args: string[]) => command(api, args);
  const rows: Measured[] = [];
  /** Said at once, too: whoever stops a run of hours has what came before. */
  const measure = async (
    name: string,
    count: number,
    make: () => Promise<Measured['memory'] | undefined>,
  ) => {
    rows.push(await measured(name, count, tables, make));
    progress(report(rows));
  };
  const singles = Math.min(SINGLES, links);
  let all = singles;
  try {
    await measure('one by one', singles, () => one(api, bodiesOf('single', singles)));
    if (parts.includes('batch')) {
      progress('batch: making links');
      all += links;
      await measure('batches of 1,000', links, () => inBatches(api, bodiesOf('batch', links)));
    }
    if (parts.includes('import')) {
      progress('import: reading a file');
      const file = join(folder, 'links.csv');
      await writeCsv(file, bodiesOf('import', links));
      all += links;
      await measure('import, dry run', links, () => run('import', file));
      await measure('import --apply', links, () => run('import', file, '--apply'));
    }
    if (parts.includes('export')) {
      progress('export: writing a file');
      if (all === singles) all += await filled(links, tables);
      const out = join(folder, 'out.csv');
      await measure('export', all, () => run('export', out));
      const lines = (await readFile(out, 'utf8')).split('\r\n').length - 2;
      if (lines !== all) throw new Error(`${lines} links were exported of ${all}`);
    }
    return report(rows);
  } finally {
    await api.stop();
    await tables.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Links with that hint alone by which an export finds them. */
async function filled(links: number, tables: Tables): Promise<number> {
  const context = { store: createLinkStore(tables.links), hints: new HintTable(tables.hints) };
  await fill(named('export', makeLinks(links, 2)), new Set([ALL]), context);
  return links;
}

/** Under slugs of which none is another's. */
function* named(prefix: string, links: Iterable<Link>): Generator<Link> {
  let n = 0;
  for (const link of links) {
    const slug = `${prefix}-${n++}`;
    yield { ...link, key: slug, slug };
  }
}

function report(all: Measured[]): string {
  const [single] = all;
  const rows = all.map(({ name, links, seconds, calls, units, memory }) => [
    name,
    figure(links),
    figure(links / seconds),
    figure(calls / links, 2),
    figure(units / links, 1),
    units === 0 || !single ? '' : figure(units / links / (single.units / single.links), 2),
    memory ? figure(memory.early) : '',
    memory ? figure(memory.most) : '',
  ]);
  return table(['', 'links', 'a second', 'requests', 'units', '÷ one', 'MB early', 'MB most'], rows);
}

async function measured(
  name: string,
  links: number,
  tables: Tables,
  run: () => Promise<Measured['memory'] | undefined>,
): Promise<Measured> {
  const [calls, units, start] = [tables.calls, tables.units, performance.now()];
  const memory = await run();
  return {
    name,
    links,
    seconds: (performance.now() - start) / 1000,
    calls: tables.calls - calls,
    units: tables.units - units,
    ...(memory && { memory }),
  };
}

interface Api {
  address: string;
  key: string;
  stop(): Promise<void>;
}

/** The API as functions/links.ts has it, with as many calls as it takes. */
async function serveApi(tables: Tables): Promise<Api> {
  const keys = createKeyStore(tables.keys, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'bench' });
  const app = createLinksApi({
    store: createLinkStore(tables.links),
    hints: new HintTable(tables.hints),
    domains: new Domains('[{"name":""}]'),
    clock: systemClock,
    random: systemRandom,
    slugSecret: 'bench',
    isBlocked: async () => undefined,
    ranking: rankingOf(new ClicksTable(tables.clicks)),
    keys,
    calls: new Calls(new Counters(itemsOf(tables.counters)), { reads: 1e6, writes: 1e6 }, systemClock),
    answers: new KeptAnswers(tables.counters, systemClock),
    purge: async () => {},
  });
  const { server, port } = await listen(async ({ method, path, query, headers, body }) => {
    const request = new Request(`http://localhost${path}${query && `?${query}`}`, {
      method,
      headers,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const answer = await app.fetch(request, { host: `localhost:${port}` });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  }, 0);
  return { address: `http://localhost:${port}`, key: secret, stop: () => close(server) };
}

interface Body {
  slug: string;
  url: string;
  title: string;
  tags: string[];
}

/** Links as people have them: see `makeLinks`. */
function* bodiesOf(prefix: string, count: number): Generator<Body> {
  let n = 0;
  for (const { url, title = '', tags } of makeLinks(count, 1))
    yield { slug: `${prefix}-${n++}`, url, title, tags };
}

async function send({ address, key }: Api, path: string, body: object): Promise<Response> {
  return await fetch(`${address}/api/links${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function one(api: Api, bodies: Iterable<Body>): Promise<undefined> {
  for (const body of bodies) {
    const { status } = await send(api, '', body);
    if (status !== 201) throw new Error(`no link was made: ${status}`);
  }
}

/** What the API had no time for is sent with the next ones. */
async function inBatches(api: Api, bodies: Iterable<Body>): Promise<undefined> {
  let rows: Body[] = [];
  const sendAll = async () => {
    const answer = await send(api, '/batch', { links: rows });
    const { results } = (await answer.json()) as { results?: { status: number }[] };
    if (answer.status < 500 && !results) throw new Error(`no links were made: ${answer.status}`);
    rows = rows.filter((_, n) => (results?.[n]?.status ?? 503) >= 500);
  };
  for (const body of bodies) {
    rows.push(body);
    // A machine with much else to do may get none of them done.
    while (rows.length === BATCH) await sendAll();
  }
  while (rows.length > 0) await sendAll();
}

async function writeCsv(file: string, bodies: Iterable<Body>): Promise<void> {
  const out = createWriteStream(file);
  out.write('Long URL,Short code,Domain,Title,Tags\n');
  for (const { url, slug, title, tags } of bodies)
    if (!out.write(`${url},${slug},,${title},${tags.join('|')}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
  await stat(file);
}

/** `npx signpost links …` as people run it, and the memory it takes. */
async function command({ address, key }: Api, args: string[]): Promise<Measured['memory']> {
  const child = spawn(
    process.execPath,
    ['cli/signpost.js', 'links', ...args, '--api', address, '--key', key],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const samples: number[] = [];
  const sampler = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const [, kb] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
    if (kb !== undefined) samples.push(Number(kb) / 1024);
  }, SAMPLE_MS);
  const [code] = await once(child, 'exit');
  clearInterval(sampler);
  if (code !== 0) throw new Error(`signpost links ${args[0]} ended with ${code}`);
  const early = samples.slice(0, Math.ceil(samples.length / 10));
  return { early: Math.max(0, ...early), most: Math.max(0, ...samples) };
}
