import { describe, expect, test } from '@jest/globals';
import { ago, number, percent, plainUrl } from '../../console/format.ts';
import { bodyOf, type KeyForm } from '../../console/pages/keys/key-form.ts';
import { type BulkChange, patchOf } from '../../console/pages/links/bulk.ts';
import { domainQuery } from '../../console/pages/links/domain.ts';
import { type Filter, NO_FILTER, queryOf } from '../../console/pages/links/filters.tsx';
import { withScheme } from '../../console/pages/links/with-scheme.ts';

const NOW = new Date('2026-11-30T12:00:00.000Z');

test.each([
  ['2026-11-30T12:00:00Z', 'now'],
  ['2026-11-30T11:59:01Z', 'now'],
  ['2026-11-30T11:59:00Z', '1 min. ago'],
  ['2026-11-30T11:00:01Z', '59 min. ago'],
  ['2026-11-30T09:00:00Z', '3 hr. ago'],
  ['2026-11-29T12:00:00Z', 'yesterday'],
  ['2026-12-01T11:59:59Z', 'in 23 hr.'],
  ['2026-12-02T12:00:00Z', 'in 2 days'],
  ['2026-10-20T12:00:00Z', 'last mo.'],
  ['2024-11-30T12:00:00Z', '2 yr. ago'],
])('%s is %s', (iso, words) => expect(ago(iso, NOW.getTime())).toBe(words));

test.each([
  [0, 0, '0%'],
  [0, 10, '0%'],
  [1, 3, '33%'],
  [1, 1000, '0.1%'],
  [99, 1000, '9.9%'],
  [100, 1000, '10%'],
  [7, 7, '100%'],
])('%i of %i is %s', (part, whole, words) => expect(percent(part, whole)).toBe(words));

test('thousands are told apart', () => expect(number(1_234_567)).toBe('1,234,567'));

test.each([
  ['https://example.com/', 'example.com'],
  ['http://localhost:4000/a/', 'localhost:4000/a'],
  ['https://example.com/?a=https://b.com/', 'example.com/?a=https://b.com'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
])('%s is shown as %s', (url, shown) => expect(plainUrl(url)).toBe(shown));

test.each([
  ['example.com/a', 'https://example.com/a'],
  ['  http://example.com ', 'http://example.com'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['', 'https://'],
])('"%s" is taken for %s', (text, url) => expect(withScheme(text)).toBe(url));

describe('what a change of many means for one link', () => {
  const link = { tags: ['Sale', 'mail'], state: 'active' as const };
  const ends = { expiresAt: NOW.toISOString() };
  test.each<[BulkChange, Partial<Parameters<typeof patchOf>[0]>, ReturnType<typeof patchOf>]>([
    [{ kind: 'addTag', tag: 'new' }, {}, { tags: ['Sale', 'mail', 'new'] }],
    [{ kind: 'addTag', tag: 'sale' }, {}, undefined],
    [{ kind: 'addTag', tag: 'new' }, { tags: [] }, { tags: ['new'] }],
    [{ kind: 'removeTag', tag: 'SALE' }, {}, { tags: ['mail'] }],
    [{ kind: 'removeTag', tag: 'none' }, {}, undefined],
    [{ kind: 'expire' }, {}, ends],
    [{ kind: 'expire' }, { state: 'scheduled' }, ends],
    [{ kind: 'expire' }, { state: 'expired' }, undefined],
    [{ kind: 'expire' }, { state: 'deleted' }, undefined],
    [{ kind: 'delete' }, {}, 'delete'],
    [{ kind: 'delete' }, { state: 'expired' }, 'delete'],
    [{ kind: 'delete' }, { state: 'deleted' }, undefined],
  ])('%j of %j: %j', (change, some, patch) =>
    expect(patchOf({ ...link, ...some }, change, NOW)).toEqual(patch),
  );
});

describe('what is asked for a filter', () => {
  test.each<[Partial<Filter>, ReturnType<typeof queryOf>]>([
    [{}, { sort: 'created' }],
    [{ words: '  ' }, { sort: 'created' }],
    [{ words: ' spring sale ' }, { q: 'spring sale', sort: 'created' }],
    [{ sort: 'createdAsc' }, { sort: 'created', order: 'asc' }],
    [
      { sort: 'clicks', state: 'expired' },
      { sort: 'clicks', state: 'expired' },
    ],
    [
      { tag: 'a, b', domain: 'go.example.com' },
      { sort: 'created', tag: ['a, b'], domain: 'go.example.com' },
    ],
  ])('%j: %j', (some, query) => expect(queryOf({ ...NO_FILTER, ...some })).toEqual(query));
});

describe('which domain a request names', () => {
  const domain = (host: string, isDefault: boolean) =>
    ({ host, isDefault }) as Parameters<typeof domainQuery>[0][number];
  const two = [domain('a.example.com', false), domain('b.example.com', true)];
  test.each([
    [[domain('a.example.com', true)], undefined, {}],
    [two, undefined, { domain: 'b.example.com' }],
    [two, 'a.example.com', { domain: 'a.example.com' }],
  ])('%j, %s: %j', (domains, of, query) => expect(domainQuery(domains, of)).toEqual(query));
});

describe('what is sent for a new key', () => {
  const form: KeyForm = {
    name: 'mail',
    scopes: ['links:read'],
    tags: '',
    slugPrefix: '',
    hosts: '',
    until: '',
  };
  const least = { name: 'mail', scopes: ['links:read'] };
  test.each<[Partial<KeyForm>, object]>([
    [{}, least],
    [{ tags: ' , ' }, least],
    [{ tags: 'a, b,,c d ' }, { ...least, limits: { tags: ['a', 'b', 'c d'] } }],
    [
      { slugPrefix: ' news- ', hosts: 'www.example.com, *.example.com' },
      { ...least, limits: { slugPrefix: 'news-', hosts: ['www.example.com', '*.example.com'] } },
    ],
    [{ until: '2030-01-01T10:30' }, { ...least, expiresAt: new Date(2030, 0, 1, 10, 30).toISOString() }],
  ])('%j: %j', (some, body) => expect(bodyOf({ ...form, ...some })).toEqual(body));
});
