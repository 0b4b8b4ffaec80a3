import { rankingOf } from '../core/clicks/ranking.ts';
import { ClicksTable } from '../core/clicks/table/clicks-table.ts';
import type { Clock } from '../core/clock.ts';
import { Counters } from '../core/counters.ts';
import { itemsOf } from '../core/dynamodb.ts';
import { systemRandom } from '../core/ids.ts';
import { KeptAnswers } from '../core/kept-answers.ts';
import { type CallLimits, Calls } from '../core/keys/calls.ts';
import { createKeyStore, type NewKey } from '../core/keys/keys.ts';
import { createKeysApi } from '../core/keys-api/api.ts';
import { createLinksApi } from '../core/links/api.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import type { Tables } from './tables.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
  text: string;
}

export interface AskOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The secret of the key that asks. */
  key?: string;
}

/** The links API and the keys API over tables, by a clock of the test's, as functions/links.ts has them. */
export function apisOver(tables: Tables, clock: Clock, limits: CallLimits = { reads: 1e6, writes: 1e6 }) {
  const keys = createKeyStore(tables.keys, clock, systemRandom);
  const calls = new Calls(new Counters(itemsOf(tables.counters)), limits, clock, 60_000);
  const links = createLinksApi({
    store: createLinkStore(tables.links),
    keys,
    calls,
    answers: new KeptAnswers(tables.counters, clock),
    hints: new HintTable(tables.hints),
    domains: new Domains('[{"name":""},{"name":"go.other.example"}]'),
    clock,
    random: systemRandom,
    slugSecret: 'test-slug-secret',
    isBlocked: async () => undefined,
    ranking: rankingOf(new ClicksTable(tables.clicks)),
    purge: async () => {},
  });
  const keysApi = createKeysApi({ keys, calls, clock });

  async function ask(path: string, options: AskOptions = {}): Promise<Answer> {
    const { method = 'GET', body, headers = {}, key } = options;
    const request = new Request(`https://api.invalid${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const api = path.startsWith('/api/keys') ? keysApi : links;
    const response = await api.fetch(request, { host: 'go.example.com' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text && JSON.parse(text) };
  }

  /** The secret of a new key. */
  const keyWith = async (request: Partial<NewKey> = {}) =>
    (await keys.create({ name: 'test', ...request })).secret;

  return { ask, keyWith, keys, calls };
}
