import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from '../../../core/crawlers/addresses.ts';
import { compileIdentities, NO_IDENTITIES, parseIdentities } from '../../../core/crawlers/identities.ts';
import { directoryOf } from '../../../core/crawlers/operators.ts';
import { signingKey } from './signer.ts';

const GOOGLE = 'https://developers.google.com/static/crawling/ipranges/common-crawlers.json';
const BING = 'https://www.bing.com/toolbox/bingbot.json';
const AGENT = directoryOf('agent.bot.goog');
const KEY = signingKey();

describe('parseIdentities', () => {
  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"sources":5}',
    '{"sources":{"a":5}}',
    '{"sources":{"a":{"prefixes":[]}}}',
  ])('%s: nothing', text => {
    expect(parseIdentities(text)).toEqual(NO_IDENTITIES);
  });

  test('what is no range and no key is left out', () => {
    const sources = { a: { fetchedAt: 1, prefixes: ['1.2.3.0/24', '0.0.0.0/0', 5], keys: [5, KEY.jwk] } };
    expect(parseIdentities(JSON.stringify({ sources })).sources.a).toEqual({
      fetchedAt: 1,
      prefixes: ['1.2.3.0/24'],
      keys: [KEY.jwk],
    });
  });

  test('whatever it is, it is read or left out, and can be compiled', () => {
    fc.assert(fc.property(fc.json(), text => void compileIdentities(parseIdentities(text), 0)));
    fc.assert(fc.property(fc.string(), text => void compileIdentities(parseIdentities(text), 0)));
  });
});

describe('compileIdentities', () => {
  const compiled = compileIdentities(
    {
      sources: {
        [GOOGLE]: { fetchedAt: 3, prefixes: ['66.249.64.0/27'] },
        [GOOGLE.replace('common', 'special')]: { fetchedAt: 4, prefixes: ['209.85.238.0/27'] },
        [BING]: { fetchedAt: 5, prefixes: ['157.55.39.0/24'] },
        [AGENT]: { fetchedAt: 5, keys: [KEY.jwk as never] },
        'https://nobody.example/': { fetchedAt: 5, prefixes: ['10.0.0.0/8'] },
      },
    },
    5,
  );

  test.each([
    ['google', '66.249.64.5', true],
    ['google', '209.85.238.5', true],
    ['google', '66.249.65.5', false],
    ['google', '157.55.39.1', false],
    ['bing', '157.55.39.1', true],
    ['openai', '157.55.39.1', undefined],
    ['nobody', '10.0.0.1', undefined],
  ])('%s, %s: %s', (operator, text, expected) => {
    const address = parseAddress(text);
    expect(address && compiled.isAddressOf(operator, address)).toBe(expected);
  });

  test('knows keys by their thumbprint, and how old lists are', () => {
    expect(compiled.keys.get(KEY.keyid)).toMatchObject({ operator: 'google', algorithm: 'ed25519' });
    expect([compiled.listedSince('google'), compiled.listedSince('openai')]).toEqual([3, undefined]);
  });

  test('what was fetched more than 30 days ago proves nothing any more', () => {
    const day = 24 * 3_600_000;
    const identities = {
      sources: {
        [BING]: { fetchedAt: 0, prefixes: ['157.55.39.0/24'] },
        [AGENT]: { fetchedAt: 0, keys: [KEY.jwk as never] },
      },
    };
    const address = parseAddress('157.55.39.1');
    const said = (now: number) => {
      const { keys, isAddressOf, listedSince } = compileIdentities(identities, now);
      return [keys.size, address && isAddressOf('bing', address), listedSince('bing')];
    };
    expect(said(30 * day)).toEqual([1, true, 0]);
    expect(said(30 * day + 1)).toEqual([0, undefined, undefined]);
  });
});
