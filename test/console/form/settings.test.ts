import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { emptyForm, formOf, type LinkForm, newRule } from '../../../console/pages/form/form.ts';
import { EMPTY_RULE, moved } from '../../../console/pages/form/rule.ts';
import { bodyOf, patchOf, settingsOf } from '../../../console/pages/form/settings.ts';
import { SETTINGS } from '../../../core/links/link.ts';
import { CreateLink, EditLink } from '../../../core/links/schema.ts';
import { anyLink } from './arbitrary-link.ts';

const HOST = 'go.example.com';
const empty = emptyForm({ status: 301, maxAge: 60 }, HOST);
const form = (some: Partial<LinkForm>): LinkForm => ({ ...empty, ...some });

describe('a link and its form', () => {
  test('the form of a link holds all of its settings, to the letter', () => {
    fc.assert(
      fc.property(anyLink, link => {
        const { utm = {}, ...settings } = settingsOf(formOf(link, HOST));
        const wanted = Object.fromEntries(SETTINGS.map(name => [name, link[name]]));
        expect({ ...settings, utm }).toEqual(wanted);
      }),
    );
  });

  test('a form that nobody touched changes nothing', () => {
    fc.assert(
      fc.property(anyLink, link => expect(patchOf(formOf(link, HOST), formOf(link, HOST))).toEqual({})),
    );
  });

  test('one link made the other is what the API takes, and has what is otherwise alone', () => {
    fc.assert(
      fc.property(anyLink, anyLink, (one, other) => {
        const patch = patchOf(formOf(one, HOST), formOf(other, HOST));
        expect(EditLink.safeParse(patch).error?.issues).toBeUndefined();
        const { slug, ...settings } = patch as Record<string, unknown>;
        const before = settingsOf(formOf(one, HOST)) as Record<string, unknown>;
        expect({ ...before, ...settings }).toEqual(nulled(settingsOf(formOf(other, HOST)), settings));
        for (const name of Object.keys(settings)) expect(settings[name]).not.toEqual(before[name]);
        expect(slug ?? one.slug).toBe(other.slug);
      }),
    );
  });

  test('what is made of a filled form is what the API takes, and says nothing that goes without saying', () => {
    fc.assert(
      fc.property(anyLink, link => {
        const body = bodyOf({ ...formOf(link, HOST), slug: '' }, empty);
        expect(CreateLink.safeParse(body).error?.issues).toBeUndefined();
        expect(Object.values(body)).not.toContain(null);
        expect(body).not.toMatchObject({ status: 301 });
        expect({ ...settingsOf(empty), ...body }).toEqual(settingsOf(formOf(link, HOST)));
      }),
    );
  });
});

/** Settings as a patch leaves them: null where it took something away. */
const nulled = (settings: Record<string, unknown>, patch: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, patch[name] === null ? null : value]),
  );

test.each<[string, Partial<LinkForm>, object]>([
  ['an address alone', { url: 'https://example.com/' }, { url: 'https://example.com/' }],
  ['an address without a scheme', { url: ' example.com/a ' }, { url: 'https://example.com/a' }],
  ['an app’s own address', { url: 'myapp:open' }, { url: 'myapp:open' }],
  ['no address: the API says what is missing', {}, { url: '' }],
  ['blanks are nothing', { url: 'https://a.com', title: '  ', note: '\n' }, { url: 'https://a.com' }],
  ['a slug', { url: 'https://a.com', slug: ' sale ' }, { url: 'https://a.com', slug: 'sale' }],
  ['another domain', { url: 'https://a.com', domain: 'x.com' }, { url: 'https://a.com', domain: 'x.com' }],
  [
    'a password',
    { url: 'https://a.com', password: { mode: 'set', text: ' pass ' } },
    { url: 'https://a.com', password: ' pass ' },
  ],
  ['a number', { url: 'https://a.com', maxClicks: ' 50 ' }, { url: 'https://a.com', maxClicks: 50 }],
  [
    'no number: the API says so',
    { url: 'https://a.com', maxClicks: 'ten' },
    { url: 'https://a.com', maxClicks: 'ten' },
  ],
  [
    'an own card of nothing: the API says what it wants',
    { url: 'https://a.com', unfurl: { mode: 'own', title: '', description: '', image: '' } },
    { url: 'https://a.com', unfurl: {} },
  ],
  [
    'a card that was switched off, and still has its words',
    { url: 'https://a.com', unfurl: { mode: 'off', title: 'Mine', description: '', image: '' } },
    { url: 'https://a.com' },
  ],
  [
    'a rule',
    { url: 'https://a.com', rules: [{ ...EMPTY_RULE, url: 'b.com', country: ['DE'], weight: '50' }] },
    { url: 'https://a.com', rules: [{ url: 'https://b.com', country: ['DE'], weight: 50 }] },
  ],
])('a new link: %s', (_, filled, body) => {
  expect(bodyOf(form(filled), empty)).toEqual(body);
});

test.each<[string, Partial<LinkForm>, Partial<LinkForm>, object]>([
  ['a title that is taken away', { title: 'Old' }, { title: '' }, { title: null }],
  [
    'an end that is taken away',
    { expiresAt: '2030-01-01T00:00:00Z' },
    { expiresAt: '' },
    { expiresAt: null },
  ],
  ['the last of its tags', { tags: ['sale'] }, { tags: [] }, { tags: [] }],
  ['the campaign', { utm: { ...empty.utm, source: 'x' } }, { utm: empty.utm }, { utm: null }],
  ['another slug', { slug: 'a' }, { slug: 'b' }, { slug: 'b' }],
  [
    'another slug, and the old one for a while',
    { slug: 'a' },
    { slug: 'b', oldSlugUntil: '2030-01-01T00:00:00Z' },
    { slug: 'b', oldSlugUntil: '2030-01-01T00:00:00Z' },
  ],
  ['a slug that was emptied stays', { slug: 'a' }, { slug: '' }, {}],
  [
    'the end of an old slug without a new one',
    { slug: 'a' },
    { oldSlugUntil: '2030-01-01T00:00:00Z', slug: 'a' },
    {},
  ],
  ['a new password', {}, { password: { mode: 'set', text: 'pass' } }, { password: 'pass' }],
  ['no password any more', {}, { password: { mode: 'remove', text: '' } }, { password: null }],
  ['a purge alone is no change', {}, { purge: true }, {}],
])('a change: %s', (_, before, after, patch) => {
  expect(patchOf(form(before), form(after))).toEqual(patch);
});

test.each<[string, number, -1 | 1, string]>([
  ['abc', 0, 1, 'bac'],
  ['abc', 2, -1, 'acb'],
  ['abc', 0, -1, 'abc'],
  ['abc', 2, 1, 'abc'],
  ['a', 0, 1, 'a'],
])('in the list %s the item %i moves by %i: %s', (list, index, by, after) => {
  expect(moved([...list], index, by).join('')).toBe(after);
});

test('a new rule has a key of its own, whatever was moved or removed before', () => {
  const rules = [3, 1].map(key => ({ ...EMPTY_RULE, key }));
  expect(newRule(rules).key).toBe(4);
  expect(newRule([]).key).toBe(1);
});
