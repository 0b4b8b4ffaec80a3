import { describe, expect, test } from '@jest/globals';
import { eventsOf, type Write } from '../../../core/events/event.ts';
import { Domains } from '../../../core/links/domains.ts';
import { changeOf, type Entry, itemFrom } from '../../../core/links/item.ts';
import { DEFAULTS, type Link, type Pending } from '../../../core/links/link.ts';

const context = {
  domains: new Domains('[{"name":"","host":"go.example.com"},{"name":"brand.example"}]'),
  host: 'go.example.com',
};

const AT = '2026-11-30T11:00:00.000Z';
/** The first version of a link. */
const made: Link = {
  ...DEFAULTS,
  url: 'https://example.com/',
  id: 'link-1',
  key: 'spring',
  domain: '',
  slug: 'spring',
  version: 1,
  change: 'change-1',
  hints: 'change-1',
  createdAt: AT,
  createdBy: 'key-1',
  changedAt: AT,
  changedBy: 'key-1',
};
/** A link after so many changes. */
const at = (version: number, settings: Partial<Link> = {}): Link => ({
  ...made,
  version,
  change: `change-${version}`,
  changedBy: 'key-2',
  ...settings,
});
const arriving = (link: Link): Entry => ({
  arriving: { link, from: 'spring', expects: 'change-1', wasAlias: false },
});
const alias = (change: string): Entry => ({
  alias: { key: 'spring', movedTo: 'summer', id: 'link-1', change },
});
const moved = at(2, { key: 'summer', slug: 'summer' });
const password = { algorithm: 'scrypt', salt: 'c2FsdA', hash: 'aGFzaA' } as unknown as Link['password'];

const COMES = '2026-12-04T17:00:00Z';
const ordered = (id: string, more: Partial<Pending> = {}): Pending => ({
  ...{ id, times: [COMES], patch: { title: 'x' }, by: 'key-1', orderedAt: AT },
  ...more,
});

const write = (before: Entry | undefined, after: Entry | undefined): Write => ({
  before: before && itemFrom(before),
  after: after && itemFrom(after),
});
const told = (before: Entry | undefined, after: Entry | undefined) => toldOf(write(before, after));
const toldOf = (given: Write) =>
  eventsOf(given, context).map(({ type, version, action, changed }) => ({
    type,
    version,
    ...(action && { action }),
    ...(changed && { changed }),
  }));

type Case = [string, Entry | undefined, Entry | undefined, object[]];

describe('a write of the links table is an event', () => {
  test.each<Case>([
    ['a link is made', undefined, { link: made }, [{ type: 'link.created', version: 1 }]],
    [
      'a link is made where one was renamed away, and where one never arrived',
      alias('x'),
      { link: { ...made, id: 'link-2' } },
      [{ type: 'link.created', version: 1 }],
    ],
    [
      'it is changed',
      { link: made },
      { link: at(2, { url: 'https://example.com/b', tags: ['a'] }) },
      [{ type: 'link.updated', version: 2, action: 'edit', changed: ['url', 'tags'] }],
    ],
    [
      'it gets a password',
      { link: made },
      { link: at(2, { password }) },
      [{ type: 'link.updated', version: 2, action: 'edit', changed: ['password'] }],
    ],
    [
      'it is deleted',
      { link: at(2) },
      { link: at(3, { deletedAt: AT }) },
      [{ type: 'link.deleted', version: 3, changed: ['deletedAt'] }],
    ],
    [
      'it is restored',
      { link: at(3, { deletedAt: AT }) },
      { link: at(4) },
      [{ type: 'link.updated', version: 4, action: 'restore', changed: ['deletedAt'] }],
    ],
    [
      'a deleted link is changed',
      { link: at(3, { deletedAt: AT }) },
      { link: at(4, { deletedAt: AT, title: 'x' }) },
      [{ type: 'link.updated', version: 4, action: 'edit', changed: ['title'] }],
    ],
    [
      'a renamed link arrives',
      arriving(moved),
      { link: moved },
      [{ type: 'link.updated', version: 2, action: 'rename' }],
    ],
    [
      'a rename was left half-way, and the next change comes first',
      arriving(moved),
      { link: { ...moved, version: 3, change: 'change-3', title: 'x' } },
      [
        { type: 'link.updated', version: 2, action: 'rename' },
        { type: 'link.updated', version: 3, action: 'edit', changed: ['title'] },
      ],
    ],
    [
      'a change is ordered for it',
      { link: made },
      { link: at(2, { pending: [ordered('a')] }) },
      [{ type: 'link.updated', version: 2, action: 'order', changed: [] }],
    ],
    [
      'it is ordered otherwise',
      { link: at(2, { pending: [ordered('a')] }) },
      { link: at(3, { pending: [ordered('a', { times: ['2027-01-01T00:00:00Z'] })] }) },
      [{ type: 'link.updated', version: 3, action: 'order', changed: [] }],
    ],
    [
      'it is called off',
      { link: at(2, { pending: [ordered('a'), ordered('b')] }) },
      { link: at(3, { pending: [ordered('b')] }) },
      [{ type: 'link.updated', version: 3, action: 'call-off', changed: [] }],
    ],
    [
      'it comes',
      { link: at(2, { pending: [ordered('a')] }) },
      { link: at(3, { title: 'x', changedAt: `${COMES.slice(0, -1)}.000Z` }) },
      [{ type: 'link.updated', version: 3, action: 'scheduled', changed: ['title'] }],
    ],
    [
      'it comes, changes nothing and comes again later',
      { link: at(2, { pending: [ordered('a')] }) },
      { link: at(3, { pending: [ordered('a', { times: ['2027-01-01T00:00:00Z'] })], changedAt: COMES }) },
      [{ type: 'link.updated', version: 3, action: 'scheduled', changed: [] }],
    ],
    [
      'the first of two comes in their second',
      { link: at(2, { pending: [ordered('a'), ordered('b')] }) },
      { link: at(3, { title: 'x', changedAt: COMES, pending: [ordered('b')] }) },
      [{ type: 'link.updated', version: 3, action: 'scheduled', changed: ['title'] }],
    ],
    [
      'it comes, and cannot be made',
      { link: at(2, { pending: [ordered('a')] }) },
      {
        link: at(3, {
          changedAt: COMES,
          pending: [ordered('a', { times: [], dropped: { at: COMES, reason: 'x' } })],
        }),
      },
      [{ type: 'link.updated', version: 3, action: 'dropped', changed: [] }],
    ],
    [
      'it is edited while one is to come',
      { link: at(2, { pending: [ordered('a')] }) },
      { link: at(3, { note: 'x', pending: [ordered('a')] }) },
      [{ type: 'link.updated', version: 3, action: 'edit', changed: ['note'] }],
    ],
    [
      'it is back from a backup',
      undefined,
      { link: at(7) },
      [{ type: 'link.updated', version: 7, action: 'edit' }],
    ],
  ])('%s', (_, before, after, events) => {
    expect(told(before, after)).toEqual(events);
  });
});

describe('a write of the links table is none', () => {
  test.each<[string, Entry | undefined, Entry | undefined]>([
    [
      'what is to come is looked at, and that is noted',
      { link: at(2, { pending: [ordered('a')] }) },
      { link: at(2, { pending: [ordered('a', { lookedAt: AT })] }) },
    ],
    ['the same change is written again', { link: made }, { link: { ...made, edgeUntil: AT } }],
    ['a link is about to arrive', undefined, arriving(moved)],
    ['the old slug becomes an alias', { link: made }, alias('change-2')],
    ['a link that never arrived goes away', arriving(moved), undefined],
    ['a link that never arrived is an alias again', arriving(moved), alias('change-1')],
    ['an item goes away', { link: made }, undefined],
    ['somebody else writes a link, who knows of no changes', undefined, { link: { ...made, change: '' } }],
  ])('%s', (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });
});

test('an event has the link as the API answers it, of its own domain, and nothing of its password', () => {
  const own = at(2, { domain: 'brand.example', key: '//brand.example/spring', password });
  const [event] = eventsOf(write({ link: made }, { link: own }), context);
  expect(event).toMatchObject({
    id: 'change-2',
    time: AT,
    linkId: 'link-1',
    by: 'key-2',
    link: { shortUrl: 'https://brand.example/spring', hasPassword: true, state: 'active', version: 2 },
  });
  expect(JSON.stringify(event)).not.toMatch(/c2FsdA|aGFzaA|scrypt/);
});

test('an event is never larger than can be told: of a link with more the rules are left out, and that is said', () => {
  const url = (n: number) => `https://example.com/${n}/`.padEnd(8192, 'x');
  const rules = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      url: url(n),
      language: Array.from({ length: 50 }, (_, i) => `de-${i}${'-abcdefgh'.repeat(3)}`),
    }));
  const largest = {
    url: url(0),
    expiredUrl: url(1),
    rules: rules(20),
    unfurl: { image: url(2) },
    appLinks: {
      ios: { url: url(3), store: url(4) },
      android: { url: url(5), store: url(6), package: 'a.b' },
    },
  };
  const [usual] = eventsOf(write(undefined, { link: { ...made, rules: rules(10) } }), context);
  expect(usual?.link.rules).toHaveLength(10);
  expect(usual).not.toHaveProperty('leftOut');
  const [event] = eventsOf(write(undefined, { link: { ...made, ...largest } }), context);
  expect(event).toMatchObject({ leftOut: ['rules'], link: { url: url(0), expiredUrl: url(1) } });
  expect(event?.link).not.toHaveProperty('rules');
  expect(Buffer.byteLength(JSON.stringify(JSON.stringify(event)))).toBeLessThan(256 * 1024 - 2000);
});

test('the same write twice is the same event', () => {
  const same = write({ link: made }, { link: at(2, { title: 'x' }) });
  expect(eventsOf(same, context)).toEqual(eventsOf(structuredClone(same), context));
});

describe('what a restore brings is no news, and what comes after it is', () => {
  /** As core/backup writes it. */
  const restored = (entry: Entry) => ({ ...itemFrom(entry), restored: changeOf(entry) });

  test.each<[string, Write, string[]]>([
    ['a link', { before: undefined, after: restored({ link: at(3) }) }, []],
    ['a newer version of it', { before: itemFrom({ link: made }), after: restored({ link: at(3) }) }, []],
    ['its next change', { before: restored({ link: made }), after: itemFrom({ link: at(2) }) }, ['edit 2']],
    [
      'a change that keeps what the item had',
      { before: restored({ link: made }), after: { ...itemFrom({ link: at(2) }), restored: made.change } },
      ['edit 2'],
    ],
    ['a re-index', { before: restored({ link: made }), after: itemFrom({ link: made }) }, []],
    ['a rename half-way', { before: restored(arriving(moved)), after: itemFrom({ link: moved }) }, []],
    [
      'a change after that',
      {
        before: restored(arriving(moved)),
        after: itemFrom({ link: at(3, { key: 'summer', slug: 'summer' }) }),
      },
      ['edit 3'],
    ],
  ])('%s', (_, given, events) => {
    expect(toldOf(given).map(({ action, version }) => `${action} ${version}`)).toEqual(events);
  });
});
