import { rankingOf } from '../../core/clicks/ranking.ts';
import { ClicksTable } from '../../core/clicks/table/clicks-table.ts';
import { Domains } from '../../core/links/domains.ts';
import { conditionsOf } from '../../core/links/hints/conditions.ts';
import { CHANGED } from '../../core/links/hints/hints.ts';
import { listLinks } from '../../core/links/hints/list.ts';
import type { ListContext, Listing } from '../../core/links/hints/look.ts';
import { HintTable } from '../../core/links/hints/table.ts';
import { ALL } from '../../core/links/hints/terms.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { figure, table } from '../../core/text-table.ts';
import { fill, host, makeLinks, NOW, tag, word } from './fill.ts';
import { startTables } from './tables.ts';

const LIMIT = 25;

/** What is asked for; the last ones find nothing, or next to nothing. */
const LISTS: [string, Partial<Listing>][] = [
  ['all', {}],
  ['all, the oldest first', { descending: false }],
  ['last changed', { sort: 'changed' }],
  ['most clicked', { sort: 'clicks' }],
  ['least clicked', { sort: 'clicks', descending: false }],
  ['a common tag', { tags: [tag(0)] }],
  ['a rare tag', { tags: [tag(150)] }],
  ['two common tags', { tags: [tag(0), tag(1)] }],
  ['two rare tags', { tags: [tag(50), tag(80)] }],
  ['a maker', { createdBy: 'key-0' }],
  ['a host', { host: host(3) }],
  ['a rare host', { host: host(333) }],
  ['active', { state: 'active' }],
  ['expired', { state: 'expired' }],
  ['scheduled', { state: 'scheduled' }],
  ['a common word', { text: word(0) }],
  ['a rare word', { text: word(4000) }],
  ['two common words', { text: `${word(1)} ${word(2)}` }],
  ['a common and a rare word', { text: `${word(1)} ${word(2000)}` }],
  ['three letters', { text: word(3).slice(0, 3) }],
  ['one letter', { text: word(3).slice(0, 1) }],
  ['one letter that none has', { text: 'z' }],
  ['a common tag and a rare word', { tags: [tag(0)], text: word(1500) }],
  ['a common tag, last changed', { sort: 'changed', tags: [tag(0)] }],
  ['a common tag, most clicked', { sort: 'clicks', tags: [tag(0)] }],
  ['a rare tag, most clicked', { sort: 'clicks', tags: [tag(150)] }],
  ['a rare tag, last changed', { sort: 'changed', tags: [tag(150)] }],
  ['a rare word, last changed', { sort: 'changed', text: word(4000) }],
  ['a word that none has', { text: 'nowhere' }],
];

/** What each list costs, beside one bare request for as many hints. */
export async function measureLists({ links, rounds }: { links: number; rounds: number }): Promise<void> {
  const tables = await startTables();
  try {
    const context: ListContext = {
      store: createLinkStore(tables.links),
      hints: new HintTable(tables.hints),
      ranking: rankingOf(new ClicksTable(tables.clicks)),
      clock: { now: () => NOW, sleep: async () => {} },
      domains: new Domains('[{"name":""}]'),
    };
    process.stderr.write(`writing ${figure(links)} links …\n`);
    const written = await fill(makeLinks(links, 1), listsAskedFor(), context);
    const bare = await median(rounds, () => context.hints.page(ALL, { limit: LIMIT + 1 }));
    const rows = [];
    for (const [name, wanted] of LISTS) {
      const listing: Listing = { sort: 'created', descending: true, limit: LIMIT, ...wanted };
      const before = tables.calls;
      const page = await listLinks(listing, context);
      const calls = tables.calls - before;
      const ms = await median(rounds, () => listLinks(listing, context));
      rows.push([
        name,
        figure(ms, 1),
        figure(ms / bare, 1),
        `${calls}`,
        `${page.links.length}`,
        page.next ? 'more' : '',
      ]);
    }
    process.stdout.write(
      `Lists: ${figure(links)} links, ${figure(written / links, 1)} hints each; a bare query ${figure(bare, 1)} ms\n\n${table(HEAD, rows)}`,
    );
  } finally {
    await tables.stop();
  }
}

function listsAskedFor(): Set<string> {
  const conditions = LISTS.flatMap(([, listing]) => conditionsOf(listing, NOW));
  return new Set([ALL, CHANGED, ...conditions.flatMap(({ list }) => list ?? [])]);
}

const HEAD = ['', 'ms', '÷ bare', 'requests', 'links', ''];

async function median(rounds: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
