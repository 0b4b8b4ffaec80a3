import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Counters } from '../../../../core/counters.ts';
import { itemsOf } from '../../../../core/dynamodb.ts';
import type { Allowed } from '../../../../core/links/allowed.ts';
import { createBlockList } from '../../../../core/links/block-list.ts';
import { alterChange, changesFor, orderChange } from '../../../../core/links/changes/orders.ts';
import { settle } from '../../../../core/links/changes/settle.ts';
import type { ThreatContext } from '../../../../core/links/changes/threats.ts';
import { wake } from '../../../../core/links/changes/wake.ts';
import { Domains } from '../../../../core/links/domains.ts';
import { follow } from '../../../../core/links/follow/follow.ts';
import { visitorFrom } from '../../../../core/links/follow/visitor.ts';
import { historyOf } from '../../../../core/links/history.ts';
import type { Link, LinkSettings } from '../../../../core/links/link.ts';
import { resolveLink } from '../../../../core/links/resolve.ts';
import { Problem } from '../../../../core/problem.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let tables: Tables;
let world: World;
let count = 0;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  world = new World(tables, `world ${++count}`);
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});

const BEFORE = 'https://example.com/before';
const AFTER = 'https://other.example/after';
const domains = (...hosts: string[]) =>
  new Domains(JSON.stringify(['go.example.com', ...hosts].map((host, i) => ({ name: i ? host : '', host }))));
/** What a deploy says of where links may lead. */
const USUAL: Allowed = { domains: domains(), urlSchemes: ['mailto', 'app'], isBlockedHost: () => false };
const blocking = (...hosts: string[]): Allowed => ({ ...USUAL, isBlockedHost: createBlockList(hosts) });

const makerWith = (allowed: ThreatContext) => ({ ...world.maker, ...allowed });
const asker = () => ({ ...world.asker(), schemes: USUAL.urlSchemes });
const linkOf = async (slug: string) =>
  (await resolveLink(slug, world.maker.store, world.clock.now(), { consistent: true })) as Link;
const make = (settings: object) => world.create({ url: BEFORE, slug: `l-${count}`, ...settings } as never);

/** Orders a change by the usual settings. */
async function order(
  link: Link,
  patch: object,
  inMs = HOUR,
  allowed: ThreatContext = USUAL,
): Promise<string> {
  const at = new Date(world.clock.now() + inMs).toISOString();
  const ordered = await orderChange(link, { at, patch: patch as never }, asker(), makerWith(allowed));
  return ordered?.pending.id ?? '';
}

/** What whoever follows the link is answered by a deploy. */
async function followed(slug: string, allowed: Allowed) {
  const request = {
    method: 'GET',
    path: `/${slug}`,
    query: '',
    accept: 'text/html',
    contentType: '',
    body: '',
    host: 'go.example.com',
    visitor: visitorFrom({
      'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
    }),
    now: world.clock.now(),
  };
  const context = {
    ...allowed,
    store: world.maker.store,
    counters: new Counters(itemsOf(tables.counters)),
    files: '',
    siteHosts: [],
    fetch,
  };
  try {
    const { status, headers } = await follow(request, context);
    return [status, headers.location];
  } catch (error) {
    return error instanceof Problem ? error.status : error;
  }
}

const lastOf = async (link: Link) =>
  (await historyOf(world.maker.hints, link.id, link, 1)).versions.map(({ action, ordered }) => [
    action,
    ordered?.reason,
  ]);

const BLOCKED = 'leads to a host that is blocked; expected another address';
const NO_ADDRESS = 'is not an absolute http or https address; expected an absolute http or https address';
const OWN = 'leads to the short domain itself; expected an address on another host';

// Each is right when it is ordered, and not when it comes.
test.each<[what: string, link: Partial<LinkSettings>, patch: object, then: Allowed, reason: string]>([
  ['its host is blocked', {}, { url: AFTER }, blocking('other.example'), `url ${BLOCKED}`],
  ['all below a name is', {}, { url: AFTER }, blocking('example'), `url ${BLOCKED}`],
  ['where it leads later', {}, { expiredUrl: AFTER }, blocking('other.example'), `expiredUrl ${BLOCKED}`],
  [
    'where some are led',
    {},
    { rules: [{ url: AFTER, os: ['ios'] }] },
    blocking('other.example'),
    `rules.0.url ${BLOCKED}`,
  ],
  [
    'where phones are',
    {},
    { appLinks: { ios: { store: AFTER } } },
    blocking('other.example'),
    `appLinks.ios.store ${BLOCKED}`,
  ],
  [
    'its scheme is allowed no more',
    {},
    { url: 'mailto:a@example.com' },
    { ...USUAL, urlSchemes: [] },
    `url ${NO_ADDRESS}`,
  ],
  [
    'the link’s own is',
    { url: 'app:x' },
    { title: 'x' },
    { ...USUAL, urlSchemes: ['mailto'] },
    `url ${NO_ADDRESS}`,
  ],
  [
    'its host has become a short domain',
    {},
    { url: AFTER },
    { ...USUAL, domains: domains('other.example') },
    `url ${OWN}`,
  ],
  [
    'a rule’s has',
    {},
    { rules: [{ url: AFTER, os: ['ios'] }] },
    { ...USUAL, domains: domains('other.example') },
    `rules.0.url ${OWN}`,
  ],
])(
  'a change is dropped whole when it comes, for whoever follows and for the history, because %s',
  async (_, settings, patch, then, reason) => {
    const link = await make({});
    const slug = link.slug;
    if (settings.url) await world.maker.store.put({ link: { ...link, ...settings } }, link.change);
    const id = await order(await linkOf(slug), { note: 'half', maxAge: 7, ...patch });
    const before = await followed(slug, then);
    await world.clock.advance(HOUR);
    // Nobody has written anything yet.
    expect(await followed(slug, then)).toEqual(before);
    const after = await settle(await linkOf(slug), makerWith(then));
    expect(after).toMatchObject({ version: 3, maxAge: 60 });
    expect(after?.note).toBeUndefined();
    expect(await lastOf(after as Link)).toEqual([['dropped', expect.stringContaining(reason)]]);
    expect(await followed(slug, then)).toEqual(before);
    expect(await linkOf(slug)).toMatchObject({
      pending: [{ id, times: [], dropped: { reason: expect.stringContaining(reason) } }],
    });
  },
);

test('a change is made when it comes, whatever was said of it before, if it is right by then', async () => {
  const link = await make({});
  await order(link, { url: AFTER });
  // Written while its host was blocked, which it is no more.
  await world.maker.store.put(
    {
      link: {
        ...(await linkOf(link.slug)),
        pending: (await linkOf(link.slug)).pending?.map(each => ({
          ...each,
          invalid: each.times.map(at => ({ at, reason: 'x' })),
        })),
      },
    },
    (await linkOf(link.slug)).change,
  );
  await world.clock.advance(HOUR);
  expect(await followed(link.slug, USUAL)).toEqual([301, AFTER]);
  expect(await settle(await linkOf(link.slug), makerWith(USUAL))).toMatchObject({ url: AFTER });
});

test('where a link leads already is not looked at again, as for other changes of it', async () => {
  const link = await make({ url: AFTER });
  await order(link, { title: 'New' });
  await world.clock.advance(HOUR);
  const then = blocking('other.example');
  expect(await settle(await linkOf(link.slug), makerWith(then))).toMatchObject({ title: 'New', url: AFTER });
});

describe('an address that has become known for a threat', () => {
  const asked: string[][] = [];
  let known: string[] = [];
  const asking = (): ThreatContext => ({
    ...USUAL,
    isThreat: async urls => {
      asked.push(urls);
      return urls.find(url => known.includes(url));
    },
  });
  beforeEach(() => {
    asked.length = 0;
    known = [];
  });
  const run = () => wake(makerWith(asking()));
  /** As the schedule does, each minute. */
  const pass = async (minutes: number) => {
    for (let n = 0; n < minutes; n++) {
      await world.clock.advance(MINUTE);
      await run();
    }
  };

  test('is found before a change comes that leads there: nobody is led there, and it is told', async () => {
    const link = await make({});
    const id = await order(link, { url: AFTER, note: 'half' });
    await pass(49);
    expect(asked).toEqual([]);
    known = [AFTER];
    await pass(10);
    expect(asked).toEqual([[AFTER]]);
    const noted = await linkOf(link.slug);
    expect([noted.version, noted.change]).toEqual([2, (await linkOf(link.slug)).change]);
    const [pending] = changesFor(noted, asker(), USUAL);
    expect(pending).toMatchObject({ id, invalid: [{ reason: `url ${BLOCKED}` }] });
    known = []; // what was said of it stands
    await world.clock.advance(MINUTE);
    expect(await followed(link.slug, USUAL)).toEqual([301, BEFORE]);
    await run();
    const after = await linkOf(link.slug);
    expect(after).toMatchObject({ url: BEFORE, version: 3 });
    expect(after?.note).toBeUndefined();
    expect(await lastOf(after)).toEqual([['dropped', `url ${BLOCKED}`]]);
    expect(asked).toHaveLength(1);
  });

  test('is asked about once for each time of a rule, and not where nothing new is led to', async () => {
    const link = await make({});
    await orderChange(
      link,
      { repeat: '0 * * * *', timeZone: 'UTC', patch: { url: AFTER } },
      asker(),
      makerWith(USUAL),
    );
    const other = await world.create({ url: BEFORE, slug: `t-${count}` });
    await order(other, { title: 'x' }, 2 * HOUR);
    await pass(200);
    // The first time: then the link leads there.
    expect(asked).toEqual([[AFTER]]);
    expect((await linkOf(link.slug)).version).toBeGreaterThanOrEqual(5);
  });

  test('is asked about when the change is written down, where nobody looked ahead', async () => {
    const link = await make({});
    await order(link, { url: AFTER });
    known = [AFTER];
    await world.clock.advance(2 * HOUR);
    expect(await run()).toEqual({ written: 1, failed: 0 });
    expect(await linkOf(link.slug)).toMatchObject({ url: BEFORE });
  });

  test('is not asked about again for a change that was ordered minutes ago', async () => {
    const link = await make({});
    await order(link, { url: AFTER }, 14 * MINUTE);
    await pass(15);
    expect([asked, (await linkOf(link.slug)).url]).toEqual([[], AFTER]);
  });

  test('is refused where a change that leads there is ordered for another time', async () => {
    const link = await make({});
    const id = await order(link, { url: AFTER });
    known = [AFTER];
    const maker = {
      ...makerWith(asking()),
      isBlocked: async (urls: string[]) => urls.find(url => known.includes(url)),
    };
    const at = new Date(world.clock.now() + MINUTE).toISOString();
    await expect(alterChange(await linkOf(link.slug), id, { at }, asker(), maker)).rejects.toMatchObject({
      status: 422,
    });
  });
});
