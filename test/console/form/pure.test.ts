import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Schemas } from '../../../client/client.ts';
import { differencesOf } from '../../../console/pages/form/conflict.ts';
import { errorAt, errorsOf, isPlaced, ownErrorAt, unplaced } from '../../../console/pages/form/errors.ts';
import { finalAddress } from '../../../console/pages/form/final-address.ts';
import { emptyForm, type LinkForm, UTM } from '../../../console/pages/form/form.ts';
import { presetsIn, withoutPreset, withPreset } from '../../../console/pages/form/presets.ts';
import { type Frequency, whenOf } from '../../../console/pages/form/recurrence.ts';
import { domainQuery } from '../../../console/pages/links/domain.ts';
import { qrBodyOf, USUAL_QR, wrongLogo } from '../../../console/pages/links/qr-style.ts';
import { destination } from '../../../core/links/follow/destination.ts';
import { EXPECTED } from '../../../core/links/schema.ts';
import { readWhen } from '../../../core/schedule/times.ts';

const empty = emptyForm({ status: 301, maxAge: 60 }, 'go.example.com');
const utm = (some: object) => ({ ...empty.utm, ...some });

describe('where a link leads with its campaign', () => {
  test.each([
    ['https://a.com/', { source: 'x y', id: '1&2' }, 'https://a.com/?utm_source=x%20y&utm_id=1%262'],
    ['a.com?utm_source=mine', { source: 'x', medium: 'm' }, 'https://a.com/?utm_source=mine&utm_medium=m'],
    ['https://a.com/#part', { source: 'x' }, 'https://a.com/?utm_source=x#part'],
    ['mailto:a@b.com', { source: 'x' }, 'mailto:a@b.com'],
    ['https://', {}, undefined],
    ['', {}, undefined],
  ])('%s with %j: %s', (url, some, expected) => {
    expect(finalAddress(url, utm(some))).toBe(expected);
  });

  test('is where whoever follows it is led', () => {
    const text = fc.string({ maxLength: 8, unit: 'grapheme-ascii' }).map(each => each.trim());
    const campaign = fc.record(Object.fromEntries(UTM.map(name => [name, text])));
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), campaign, (url, some) => {
        const { href } = new URL(url);
        const followed = destination(href, { utm: some, forwardQuery: false }, { query: '', rest: '' });
        expect(new URL(finalAddress(href, utm(some)) ?? '').href).toBe(new URL(followed).href);
      }),
    );
  });
});

describe('what the API finds wrong', () => {
  const errors = errorsOf([
    { field: 'url', reason: 'is none', expected: 'one' },
    { field: 'tags.1', reason: 'is long', expected: 'short' },
    { field: 'patch.rules[0].url', reason: 'is none', expected: 'one' },
    { field: 'rules.1', reason: 'holds for everybody', expected: 'a condition' },
    { field: 'colour', reason: 'is no field', expected: '' },
  ]);
  test.each([
    ['url', 'is none; one'],
    ['tags', 'is long; short'],
    ['rules.0.url', 'is none; one'],
    ['rules.1.url', undefined],
    ['title', undefined],
    ['u', undefined],
  ])('at %s: %s', (field, words) => expect(errorAt(errors, field)).toBe(words));

  test('a rule as a whole has what is said of it, not of what is in it', () => {
    expect(ownErrorAt(errors, 'rules.1')).toBe('holds for everybody; a condition');
    expect(ownErrorAt(errors, 'rules.0')).toBeUndefined();
  });
  test('what has no field is said all the same', () =>
    expect(unplaced(errors, isPlaced)).toEqual(['colour is no field']));

  const OF_ANOTHER_REQUEST = ['version', 'purge', 'utm', 'forwardQuery', 'forwardPath'];
  test.each(Object.keys(EXPECTED).filter(name => !OF_ANOTHER_REQUEST.includes(name)))(
    'there is a place for %s',
    name => expect(isPlaced(name.replace(/^rules\./, 'rules.3.'))).toBe(true),
  );
});

describe('presets of campaigns', () => {
  const spring = { name: 'Spring', utm: utm({ source: 'poster' }) };
  test('one is kept, found again, replaced and forgotten', () => {
    const kept = presetsIn(JSON.stringify(withPreset([], spring)));
    expect(kept).toEqual([spring]);
    const other = { name: 'Spring', utm: utm({ source: 'mail' }) };
    const two = withPreset(withPreset(kept, other), { ...spring, name: 'Autumn' });
    expect(two.map(({ name }) => name)).toEqual(['Autumn', 'Spring']);
    expect(two[1]).toEqual(other);
    expect(withoutPreset(two, 'Autumn')).toEqual([other]);
  });
  test.each([null, '', 'x', '{}', 'null', '[null, 1, {"name":1}, {"name":"a"}, {"name":"a","utm":null}]'])(
    'what cannot be read is none: %s',
    text => expect(presetsIn(text)).toEqual([]),
  );
  test('what is no text in one is empty', () =>
    expect(presetsIn('[{"name":"a","utm":{"source":1,"more":"x"}}]')).toEqual([{ name: 'a', utm: utm({}) }]));
});

describe('when a change comes', () => {
  const zone = 'Europe/Berlin';
  test.each<[Frequency, string, object]>([
    ['once', '2030-06-21T18:05', { at: '2030-06-21T18:05:00' }],
    ['daily', '2030-06-21T18:05', { repeat: '5 18 * * *' }],
    ['weekly', '2030-06-21T18:00', { repeat: '0 18 * * 5' }],
    ['monthly', '2030-06-01T00:30', { repeat: '30 0 1 * *' }],
    ['daily', '', { at: '' }],
    ['once', '', { at: '' }],
  ])('%s, %s', (frequency, at, expected) => {
    expect(whenOf({ frequency, at, cron: '', timeZone: zone })).toEqual({ ...expected, timeZone: zone });
  });
  test('a rule as it was typed', () =>
    expect(whenOf({ frequency: 'custom', at: 'x', cron: ' 0 9 * * 1 ', timeZone: zone })).toEqual({
      repeat: '0 9 * * 1',
      timeZone: zone,
    }));
  test.each<Frequency>(['once', 'daily', 'weekly', 'monthly'])(
    '%s is what the API takes, and comes then',
    frequency => {
      const when = whenOf({ frequency, at: '2030-06-21T18:05', cron: '', timeZone: zone });
      expect(readWhen(when, Date.UTC(2030, 5, 21)).times[0]).toBe('2030-06-21T16:05:00Z');
    },
  );
});

test('two people’s changes of a link, beside each other', () => {
  const before = {
    slug: 'a',
    url: 'https://a.com/',
    title: 'Old',
    tags: ['x', 'y'],
    note: 'same',
    hasPassword: true,
  };
  const theirs = { ...before, title: 'Theirs', rules: [{ url: 'https://b.com/', os: ['ios' as const] }] };
  const mine: LinkForm = {
    ...empty,
    ...before,
    title: 'Mine',
    tags: ['x'],
    password: { mode: 'set', text: 'other' },
  };
  const usual = { ...before, status: 301, maxAge: 60 };
  expect(differencesOf(usual, { ...theirs, status: 301, maxAge: 60 }, mine)).toEqual([
    { field: 'title', before: 'Old', theirs: 'Theirs', mine: 'Mine', isTheirs: true, isMine: true },
    { field: 'tags', before: 'x, y', theirs: 'x, y', mine: 'x', isTheirs: false, isMine: true },
    {
      field: 'rules',
      before: '',
      theirs: expect.stringContaining('https://b.com/'),
      mine: '',
      isTheirs: true,
      isMine: false,
    },
    { field: 'hasPassword', before: 'set', theirs: 'set', mine: 'set', isTheirs: false, isMine: true },
  ]);
  expect(
    differencesOf(usual, usual, { ...empty, ...before, password: { mode: 'remove', text: '' } }),
  ).toMatchObject([{ field: 'hasPassword', mine: '', isMine: true }]);
});

test.each([
  ['one domain: nothing need be said', ['a.com'], undefined, {}],
  ['the default is said, as another may be asked', ['a.com', 'b.com'], undefined, { domain: 'a.com' }],
  ['another', ['a.com', 'b.com'], 'b.com', { domain: 'b.com' }],
])('which domain a request is about, %s', (_, hosts, domain, query) => {
  const domains = hosts.map((host, at) => ({ host, isDefault: at === 0 }) as Schemas['ShortDomain']);
  expect(domainQuery(domains, domain)).toEqual(query);
});

describe('a QR code', () => {
  test('as the API is asked for it', () => {
    expect(qrBodyOf(USUAL_QR, 'svg')).toEqual({
      format: 'svg',
      dark: '#000000',
      light: '#ffffff',
      level: 'M',
      margin: 4,
      size: 512,
    });
    expect(qrBodyOf({ ...USUAL_QR, margin: '', size: 'x', logo: 'data:' }, 'png')).toEqual({
      format: 'png',
      dark: '#000000',
      light: '#ffffff',
      level: 'M',
      size: 'x',
      logo: 'data:',
    });
  });
  test.each([
    [{ type: 'image/png', size: 32 * 1024 }, undefined],
    [{ type: 'image/png', size: 32 * 1024 + 1 }, 'tooLarge'],
    [{ type: 'image/jpeg', size: 1 }, 'noPng'],
  ])('a logo of %j: %s', (file, expected) => expect(wrongLogo(file)).toBe(expected));
});
