import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import type { Table } from '../../core/dynamodb.ts';
import { systemRandom } from '../../core/ids.ts';
import { createLink, type LinkMaker } from '../../core/links/create.ts';
import { Domains } from '../../core/links/domains.ts';
import { HintTable } from '../../core/links/hints/table.ts';
import { CreateLink } from '../../core/links/schema.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { Problem } from '../../core/problem.ts';
import { figure, table } from '../../core/text-table.ts';
import { seeded } from '../freshness/random.ts';
import { judge, type Known, type Maker, RACERS, raceOf, type Verdict } from './race.ts';
import { startTables, type Tables } from './tables.ts';

/** So many races at once. */
const AT_ONCE = 8;

interface Counts {
  created: number;
  found: number;
  /** A chosen slug that leads elsewhere. */
  taken: number;
  died: number;
  failed: number;
}

/**
 * Makes so many links in races with deaths in between, by what the API itself makes them with, on the local cloud's tables over
 * HTTP; at the end all of the table is read, and compared with what makers were told.
 */
export async function creates(
  { calls }: { calls: number },
  progress: (text: string) => void,
): Promise<string> {
  const tables = await startTables();
  const log = console.error;
  console.error = () => undefined; // what the dead could not tidy up is told of line by line
  try {
    const counts: Counts = { created: 0, found: 0, taken: 0, died: 0, failed: 0 };
    const acknowledged = new Map<number, Known[]>();
    const races = Math.ceil(calls / RACERS);
    const started = performance.now();
    const cpu = process.cpuUsage();
    let next = 0;
    const runner = async () => {
      for (let number = next++; number < races; number = next++) {
        acknowledged.set(number, await run(raceOf(number, seeded(number)), tables, counts));
        if (number % Math.ceil(races / 20) === 0) progress(`creates: ${figure(number * RACERS)} of ${calls}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runner));
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    progress('creates: reading all links');
    const verdict = compare(acknowledged, await allLinks(tables.links));
    return report(races * RACERS, counts, verdict, { seconds, cpu: (user + system) / 1e6 });
  } finally {
    console.error = log;
    await tables.stop();
  }
}

/** All makers of a race at once; who died is followed by one more of the same request, as clients repeat what was not answered. */
async function run(race: Maker[], tables: Tables, counts: Counts): Promise<Known[]> {
  const told = await Promise.all(race.map(maker => make(maker, tables, counts)));
  const dead = race.find((_, n) => told[n] === undefined);
  if (dead) told.push(await make({ ...dead, dies: undefined }, tables, { ...counts }));
  return told.filter(link => link !== undefined);
}

/** The link that a maker was told of; undefined where it was told of none. */
async function make({ body, dies }: Maker, tables: Tables, counts: Counts): Promise<Known | undefined> {
  const life = { calls: 0, isOver: false };
  const own = (given: Table) => (dies ? mortal(given, dies, life) : given);
  const domains = new Domains('[{"name":""}]');
  const maker: LinkMaker = {
    store: createLinkStore(own(tables.links)),
    hints: new HintTable(own(tables.hints)),
    domains,
    clock: systemClock,
    random: systemRandom,
    slugSecret: 'bench',
    isBlocked: async () => undefined,
  };
  try {
    const asker = { by: 'bench', domain: domains.first, ownHosts: [] };
    const { link, created } = await createLink(CreateLink.parse(body), asker, maker);
    // What a dead process would have told, nobody has heard.
    if (life.isOver) throw new Error('died');
    counts[created ? 'created' : 'found']++;
    return { id: link.id, key: link.key, url: link.url };
  } catch (error) {
    counts[life.isOver ? 'died' : error instanceof Problem && error.status === 409 ? 'taken' : 'failed']++;
    return undefined;
  }
}

/** A table as a process sees it that dies: no call after its death has an effect. */
function mortal(
  { client, name }: Table,
  dies: NonNullable<Maker['dies']>,
  life: { calls: number; isOver: boolean },
): Table {
  const send = async (command: Parameters<typeof client.send>[0]) => {
    const number = ++life.calls;
    if (number >= dies.call) life.isOver = true;
    if (number > dies.call || (number === dies.call && !dies.done)) throw new Error('died');
    const answer = await client.send(command);
    if (life.isOver) throw new Error('died');
    return answer;
  };
  return { name, client: Object.assign(Object.create(client), { send }) };
}

async function allLinks({ client, name }: Table): Promise<Map<string, Known>> {
  const links = new Map<string, Known>();
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: name, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const { slug, id, url } of Items) links.set(slug, { key: slug, id, url });
    from = LastEvaluatedKey;
  } while (from);
  return links;
}

function compare(acknowledged: Map<number, Known[]>, links: Map<string, Known>): Verdict {
  const perUrl = new Map<string, number>();
  for (const { url } of links.values()) perUrl.set(url, (perUrl.get(url) ?? 0) + 1);
  const total: Verdict = { lost: 0, overwritten: 0, doubled: 0 };
  for (const told of acknowledged.values()) {
    const { lost, overwritten, doubled } = judge(
      told,
      key => links.get(key),
      url => perUrl.get(url) ?? 0,
    );
    total.lost += lost;
    total.overwritten += overwritten;
    total.doubled += doubled;
  }
  return total;
}

function report(
  calls: number,
  counts: Counts,
  { lost, overwritten, doubled }: Verdict,
  { seconds, cpu }: { seconds: number; cpu: number },
): string {
  const rows: [string, number, string][] = [
    ['calls', calls, ''],
    ['… that made a link', counts.created, ''],
    ['… that found the link of an equal call', counts.found, ''],
    ['… refused, for the slug leads elsewhere', counts.taken, ''],
    ['… whose process died', counts.died, ''],
    ['… that failed otherwise', counts.failed, '0'],
    ['lost links', lost, '0'],
    ['overwritten links', overwritten, '0'],
    ['doubled links', doubled, '0'],
  ];
  return [
    `Creates: ${RACERS} at once want the same, ${AT_ONCE} times at once; the tables are in the same process`,
    '',
    table(
      ['', 'count', 'aim'],
      rows.map(([what, count, aim]) => [what, figure(count), aim]),
    ),
    `${figure(calls / seconds)} calls a second; ${figure((cpu * 1e6) / calls)} µs of processor time a call, the tables' own included`,
    '',
  ].join('\n');
}
