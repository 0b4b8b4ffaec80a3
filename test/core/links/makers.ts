import { rankingOf } from '../../../core/clicks/ranking.ts';
import { ClicksTable } from '../../../core/clicks/table/clicks-table.ts';
import { systemClock } from '../../../core/clock.ts';
import { Counters } from '../../../core/counters.ts';
import { itemsOf } from '../../../core/dynamodb.ts';
import { systemRandom } from '../../../core/ids.ts';
import { KeptAnswers } from '../../../core/kept-answers.ts';
import { Calls } from '../../../core/keys/calls.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { KEY_ROUTES } from '../../../core/keys-api/routes.ts';
import { createLinksApi, type LinksApiOptions } from '../../../core/links/api.ts';
import type { Asker, LinkMaker } from '../../../core/links/create.ts';
import { Domains } from '../../../core/links/domains.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import { CreateLink } from '../../../core/links/schema.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { SNAPSHOT_ROUTES } from '../../../core/snapshots-api/routes.ts';
import type { Tables } from '../../tables.ts';

export const SLUG_SECRET = 'test-slug-secret';

/** What links are made with in the tables; time and all else can be other than usual. */
export const makerOf = (tables: Tables, more: Partial<LinkMaker> = {}): LinkMaker => ({
  store: createLinkStore(tables.links),
  hints: new HintTable(tables.hints),
  domains: new Domains('[{"name":""}]'),
  clock: systemClock,
  random: systemRandom,
  slugSecret: SLUG_SECRET,
  isBlocked: async () => undefined,
  ...more,
});

/** The links API over the tables, with as many calls as anybody makes. */
export function linksApiOf(tables: Tables, more: Partial<LinksApiOptions> = {}) {
  const maker = makerOf(tables, more);
  const { clock, random } = maker;
  return createLinksApi({
    ...maker,
    hints: new HintTable(tables.hints),
    keys: createKeyStore(tables.keys, clock, random),
    calls: new Calls(new Counters(itemsOf(tables.counters)), { reads: 100_000, writes: 100_000 }, clock),
    answers: new KeptAnswers(tables.counters, clock),
    ranking: rankingOf(new ClicksTable(tables.clicks)),
    purge: async () => {},
    described: [...KEY_ROUTES, ...SNAPSHOT_ROUTES],
    ...more,
  });
}

/** Somebody with a key, on the first short domain. */
export const askerOf = ({ domains }: LinkMaker, by = 'key-1'): Asker => ({
  by,
  domain: domains.first,
  ownHosts: ['go.example.com'],
});

/** The body of a request as the API hands it on. */
export const given = (body: object): CreateLink => CreateLink.parse(body);
