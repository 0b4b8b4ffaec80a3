import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { orderChange } from '../../core/links/changes/orders.ts';
import { createLink } from '../../core/links/create.ts';
import { resolveLink } from '../../core/links/resolve.ts';
import { askerOf, given, makerOf } from '../core/links/makers.ts';
import { startTables, type Tables } from '../tables.ts';
import { eventFor } from './event.ts';

let tables: Tables;
let redirect: typeof import('../../functions/redirect.ts');
let changes: typeof import('../../functions/changes.ts');

beforeAll(async () => {
  tables = await startTables();
  for (const level of ['log', 'warn', 'error'] as const) jest.spyOn(console, level).mockReturnValue();
  // As a deploy has it that was made after the orders.
  Object.assign(process.env, {
    BLOCKED_HOSTS: 'late.example',
    URL_SCHEMES: 'tel',
    SHORT_DOMAINS: '[{"name":"","host":"go.example.com"},{"name":"new.example"}]',
    RENDER_QUEUE: 'http://localhost:9/queue',
  });
  redirect = await import('../../functions/redirect.ts');
  changes = await import('../../functions/changes.ts');
});
afterAll(() => tables.stop());

const BEFORE = 'https://example.com/before';

test.each([
  ['a host that is blocked since', 'https://www.late.example/', BEFORE],
  ['a scheme that is allowed no more', 'mailto:a@example.com', BEFORE],
  ['a host that is a short domain since', 'https://new.example/x', BEFORE],
  ['a scheme that still is', 'tel:+4930123', 'tel:+4930123'],
  ['any other host', 'https://fine.example/', 'https://fine.example/'],
])(
  'a change that was ordered a month ago and leads to %s: whoever follows the link gets what is written down',
  async (_, url, expected) => {
    const slug = `to-${expected.length}-${url.length}`;
    const ago = Date.now() - 30 * 24 * 3_600_000;
    const clock = { now: () => ago, sleep: async () => undefined };
    const maker = makerOf(tables, { clock, urlSchemes: ['mailto', 'tel'] });
    const asker = { ...askerOf(maker), schemes: ['mailto', 'tel'] };
    const { link } = await createLink(given({ url: BEFORE, slug }), asker, maker);
    const at = new Date(Date.now() - 1000).toISOString();
    await orderChange(link, { at, patch: { url } as never }, asker, maker);

    const followed = async () =>
      (await redirect.handler(eventFor(`/${slug}`, { now: Date.now() }))).headers?.location;
    expect(await followed()).toBe(expected);
    expect(await changes.handler()).toMatchObject({ versions: 1, failed: 0 });
    expect(await resolveLink(slug, maker.store, Date.now())).toMatchObject({ url: expected, version: 3 });
    expect(await followed()).toBe(expected);
  },
);
