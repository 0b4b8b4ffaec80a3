import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { httpApiHandler } from '../../functions/http-api/http-api.ts';
import { linksApiOf } from '../core/links/makers.ts';
import { SECRET, type StartedTables, startTables } from '../tables.ts';
import { eventFor, NOW } from './event.ts';
import { asking, heldToDocument, JSON_TYPE } from './links-api.ts';

/* A replica of the table lags, and the edge asks right after it was told to forget a link: see docs/decisions.md, 400. */

const OLD = 'https://example.org/old';
const NEW = 'https://example.org/new';
let tables: StartedTables;
let ask: ReturnType<typeof asking>;
let redirect: typeof import('../../functions/redirect.ts');

beforeAll(async () => {
  tables = await startTables();
  redirect = await import('../../functions/redirect.ts');
  const keys = createKeyStore(tables.keys, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'test' });
  const handler = heldToDocument(httpApiHandler(linksApiOf(tables, { keys }), SECRET));
  ask = asking(handler, `Bearer ${secret}`);
});
afterAll(() => tables.stop());

const send = async (method: string, path: string, body: object) => {
  const answer = await ask(path, { method, headers: JSON_TYPE, body: JSON.stringify(body) });
  expect(answer.status).toBeLessThan(300);
  return answer.body;
};

/** Where a slug leads, and for how long the edge keeps that. */
async function follow(slug: string) {
  const { headers = {} } = await redirect.handler(eventFor(`/${slug}`, { now: NOW }));
  const kept = /s-maxage=(\d+)/.exec(String(headers['cache-control']))?.[1];
  return [headers.location, Number(kept ?? 0)];
}

test.each([
  // Kept for longer than a purge takes: never the old answer.
  [86_400, NEW],
  [301, NEW],
  // Kept no longer than that: for as long at most the old one may be there once more.
  [300, OLD],
  [60, OLD],
])(
  'of a link of maxAge %i the edge hears after a purge, from a replica that lags, of %s',
  async (maxAge, url) => {
    const slug = `kept-${maxAge}`;
    await send('POST', '/api/links', { url: OLD, slug, maxAge });
    expect(await follow(slug)).toEqual([OLD, maxAge]);
    tables.lag.begin();
    try {
      const changed = await send('PATCH', `/api/links/${slug}`, { url: NEW, purge: true });
      expect([changed.purged, changed.effectiveWithinSeconds]).toEqual([true, Math.min(300, maxAge)]);
      expect(await follow(slug)).toEqual([url, maxAge]);
    } finally {
      tables.lag.end();
    }
    expect(await follow(slug)).toEqual([NEW, maxAge]);
  },
);

test('an old slug of a link that is kept long, and a link that was deleted, are read so, too', async () => {
  await send('POST', '/api/links', { url: OLD, slug: 'former', maxAge: 3600 });
  await send('PATCH', '/api/links/former', { slug: 'later' });
  tables.lag.begin();
  try {
    await send('PATCH', '/api/links/later', { url: NEW, purge: true });
    expect(await follow('former')).toEqual([NEW, 3600]);
    await ask('/api/links/later', { method: 'DELETE', query: 'purge=true' });
    for (const slug of ['former', 'later']) expect(await follow(slug)).toEqual([undefined, 0]);
  } finally {
    tables.lag.end();
  }
});

test('only what is kept long costs a second read', async () => {
  for (const [maxAge, reads] of [
    [60, 1],
    [300, 1],
    [3600, 2],
  ] as const) {
    await send('POST', '/api/links', { url: OLD, slug: `reads-${maxAge}`, maxAge });
    tables.calls.length = 0;
    await follow(`reads-${maxAge}`);
    expect([maxAge, tables.calls]).toEqual([maxAge, Array(reads).fill('GetItem')]);
  }
});
