import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { CountContext } from '../../../../core/clicks/count.ts';
import { SUM_KINDS } from '../../../../core/clicks/fold.ts';
import type { Counted } from '../../../../core/clicks/item.ts';
import { periodOf, TIERS } from '../../../../core/clicks/periods.ts';
import type { RecountContext } from '../../../../core/clicks/recount/day.ts';
import type { KeptFiles } from '../../../../core/clicks/recount/files.ts';
import { CountingTable } from '../../../../core/clicks/table/counting-table.ts';
import { Salts } from '../../../../core/clicks/table/salts.ts';
import { visitorsIn } from '../../../../core/clicks/visitors.ts';
import type { Clock } from '../../../../core/clock.ts';
import type { Table } from '../../../../core/dynamodb.ts';
import { systemRandom } from '../../../../core/ids.ts';
import { createLink } from '../../../../core/links/create.ts';
import { Domains } from '../../../../core/links/domains.ts';
import type { Link } from '../../../../core/links/link.ts';
import { createLinkStore, type LinkStore } from '../../../../core/links/store.ts';
import type { LogEntry } from '../../../../core/logs/entry.ts';
import type { LogFile } from '../../../../core/logs/file.ts';
import type { Tables } from '../../../tables.ts';
import { askerOf, given, makerOf } from '../../links/makers.ts';
import { line, PERSON } from '../lines.ts';

/** A crawler that old tables took for a person. */
const NEW_CRAWLER = 'Mozilla/5.0 (compatible; GPTBot/1.3; +https://openai.com/gptbot)';

/** So many requests alike: to a link, by whom, in which hour as `2026-11-28T05`. */
export interface Group {
  slug: number;
  by: 'person' | 'crawler';
  hour: string;
}

/** A log file of `times` times its groups. */
export interface Given {
  folder: string;
  groups: Group[];
  times: number;
  /** In bytes, as far as anybody is told. */
  size?: number;
}

/** What the lines of files are scored by. `leads[i]`: the link that slug i leads to, undefined for none. */
export interface Scoring {
  leads: (number | undefined)[];
  knowsCrawler: boolean;
}

const FOLDER = 'cloudfront/E1/';
export const SLUGS = ['one', 'two', 'three'];
const OLD: Scoring = { leads: [0, 1, 2], knowsCrawler: false };

export interface WorldFile extends Given {
  file: LogFile;
  lines: LogEntry[];
}

/** Three links, log files, and tables of clients and links that change. */
export class World {
  readonly links: Link[] = [];
  readonly kept: WorldFile[] = [];
  readonly #tables: Tables;
  #made = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async begin(): Promise<void> {
    const maker = makerOf(this.#tables);
    for (const [i, slug] of SLUGS.entries()) {
      const settings = { url: `https://example.org/${slug}`, slug, tags: ['all', `tag${i}`] };
      this.links.push((await createLink(given(settings), askerOf(maker, `key-${i}`), maker)).link);
    }
  }

  /** Nothing was ever counted, and the bucket has a file without a line of each of some days. */
  async clear(days: readonly string[] = []): Promise<void> {
    const { client, name: TableName } = this.#tables.clicks;
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    const deletes = Items.map(({ subject, period }) => ({ DeleteRequest: { Key: { subject, period } } }));
    for (
      let start = 0;
      start < deletes.length;
      start += 25 // no more at a time
    )
      await client.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: deletes.slice(start, start + 25) } }),
      );
    this.kept.length = 0;
    for (const day of days) this.kept.push(this.fileOf({ folder: `${day}T05`, groups: [], times: 0 }));
  }

  /** A file as it will lie in the bucket. */
  fileOf(asked: Given): WorldFile {
    const number = this.#made++;
    const lines = asked.groups.flatMap(({ slug, by, hour }) =>
      Array.from({ length: asked.times }, () =>
        line({
          path: `/${SLUGS[slug]}`,
          at: Date.parse(`${hour}:30:00Z`),
          userAgent: by === 'person' ? PERSON : NEW_CRAWLER,
          client: `203.0.113.${asked.times}`,
        }),
      ),
    );
    const file = {
      bucket: 'logs',
      key: `${FOLDER}${asked.folder.replace(/[-T]/g, '/')}/f${number}.gz`,
      etag: 'e',
      size: asked.size ?? 100,
    };
    return { ...asked, file, lines };
  }

  countContext(clock: Clock, table: Table, scoring: Scoring = OLD): CountContext {
    return {
      table: new CountingTable(table, 2),
      store: this.#storeOf(scoring),
      domains: new Domains('[{"name":""}]'),
      salts: new Salts(table, clock, systemRandom),
      clock,
    };
  }

  countable({ file, lines }: WorldFile, { knowsCrawler }: Scoring = OLD) {
    const seen = knowsCrawler ? lines : lines.map(each => ({ ...each, userAgent: PERSON }));
    async function* batches() {
      yield seen;
    }
    return { file, batches };
  }

  recountContext(clock: Clock, table: Table, scoring: Scoring): RecountContext {
    return {
      kept: this.#keptFiles(scoring),
      counts: this.countContext(clock, table, scoring),
      kinds: SUM_KINDS,
    };
  }

  #keptFiles(scoring: Scoring): KeptFiles {
    const { kept } = this;
    return {
      list: async function* (prefix) {
        for (const { file } of [...kept]) if (file.key.startsWith(`${FOLDER}${prefix}`)) yield file;
      },
      reading: file => {
        const found = kept.find(each => each.file.key === file.key) as WorldFile;
        return {
          ...this.countable(found, scoring),
          entries: () => {
            throw new Error('is read by batches');
          },
          end: async () => ({ lines: found.lines.length, broken: 0 }),
        };
      },
    };
  }

  /** The links as they were, each under the slug that leads to it. */
  #storeOf({ leads }: Scoring): LinkStore {
    const store = createLinkStore(this.#tables.links);
    return {
      ...store,
      getAll: async (keys, options) => {
        const all = await store.getAll(SLUGS, options);
        return new Map(
          keys.flatMap(key => {
            const entry = all.get(SLUGS[leads[SLUGS.indexOf(key)] ?? -1] ?? '');
            return entry ? [[key, entry] as const] : [];
          }),
        );
      },
    };
  }

  /** What the table says, by subject and period; without what has nothing. */
  async counted(): Promise<Record<string, Plain>> {
    const { client, name: TableName } = this.#tables.clicks;
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    const keys = Items.map(({ subject, period }) => ({ subject: String(subject), period: String(period) }));
    const items: Counted[] = [];
    const ofCounts = keys.filter(({ subject }) => !/^(file|salt)#/.test(subject));
    for (let start = 0; start < ofCounts.length; start += 100)
      items.push(...(await new CountingTable(this.#tables.clicks).read(ofCounts.slice(start, start + 100))));
    return Object.fromEntries(
      items.map(item => [`${item.subject} ${item.period}`, plainOf(item)]).filter(([, plain]) => plain),
    );
  }

  /** What a plain count of lines comes to. `salted`: days of which visitors are known. */
  plain(files: readonly [WorldFile, Scoring][], salted: readonly string[]): Record<string, Plain> {
    const all: Record<string, Plain & { who: Set<string> }> = {};
    for (const [{ groups, times }, scoring] of files)
      for (const { slug, by, hour } of groups) {
        const link = this.links[scoring.leads[slug] ?? -1];
        if (!link) continue;
        const isPerson = by === 'person' || !scoring.knowsCrawler;
        const subjects = [
          `link#${link.id}`,
          'all#',
          `creator#${link.createdBy}`,
          ...link.tags.map(tag => `tag#${tag}`),
        ];
        for (const subject of subjects)
          for (const tier of TIERS) {
            const period = periodOf(tier, Date.parse(`${hour}:30:00Z`));
            const name = `${subject} ${period}`;
            const plain = all[name] ?? { clicks: 0, crawlers: 0, visitors: 0, who: new Set() };
            all[name] = plain;
            if (isPerson) plain.clicks += times;
            else plain.crawlers += times;
            if (isPerson && tier === 'day' && salted.includes(hour.slice(0, 10))) plain.who.add(`${times}`);
            if (tier === 'month') {
              plain.hours ??= {};
              const number = (Number(hour.slice(8, 10)) - 1) * 24 + Number(hour.slice(11));
              const series = `${number} ${isPerson ? 'clicks' : 'crawlers'}`;
              plain.hours[series] = (plain.hours[series] ?? 0) + times;
            }
          }
      }
    return Object.fromEntries(
      Object.entries(all).map(([name, { who, ...plain }]) => [name, { ...plain, visitors: who.size }]),
    );
  }
}

export interface Plain {
  clicks: number;
  crawlers: number;
  visitors: number;
  hours?: Record<string, number>;
}

function plainOf({ counts, by, hours, visitors }: Counted): Plain | undefined {
  const { clicks = 0, crawlers = 0, ...more } = counts;
  if (clicks + crawlers === 0) return undefined;
  const sum = (values: Record<string, number> = {}) => Object.values(values).reduce((a, b) => a + b, 0);
  if (Object.values(more).some(Boolean)) throw new Error(`counts nobody made: ${JSON.stringify(more)}`);
  if (sum(by.country) !== clicks || sum(by.agent) !== crawlers)
    throw new Error(`by ${JSON.stringify(by)}, counts ${JSON.stringify(counts)}`);
  const named = [...(hours ?? [])].flatMap(([hour, of]) =>
    Object.entries(of).map(([series, number]) => [`${hour} ${series}`, number] as const),
  );
  return {
    clicks,
    crawlers,
    visitors: visitorsIn(visitors),
    ...(hours && { hours: Object.fromEntries(named.filter(([, number]) => number !== 0)) }),
  };
}
