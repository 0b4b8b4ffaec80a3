import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectionOf } from '../../cli/connection.ts';
import type { ConnectionOptions } from '../../cli/connection-options.ts';
import { profilesPath, readProfiles, writeProfiles } from '../../cli/profiles.ts';
import { slugOf } from '../../cli/slugs.ts';
import { timeAgo, timeToCome } from '../../cli/times.ts';

const before = process.env.XDG_CONFIG_HOME;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signpost-connection-'));
  process.env.XDG_CONFIG_HOME = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.XDG_CONFIG_HOME;
  else process.env.XDG_CONFIG_HOME = before;
  rmSync(folder, { recursive: true });
});

const A = { api: 'https://a.example', key: 'key-a' };
const B = { api: 'https://b.example', key: 'key-b' };

/** With the profiles a and b, of which b is in use. */
test.each<[what: string, options: ConnectionOptions, env: Record<string, string>, found: string | RegExp]>([
  ['the profile in use', {}, {}, 'https://b.example key-b'],
  ['the profile of the environment', {}, { SIGNPOST_PROFILE: 'a' }, 'https://a.example key-a'],
  [
    'the environment before a profile',
    {},
    { SIGNPOST_API: 'https://e.example/x', SIGNPOST_KEY: 'e' },
    'https://e.example e',
  ],
  [
    'a key of the environment, with the address of the profile',
    {},
    { SIGNPOST_KEY: 'e' },
    'https://b.example e',
  ],
  [
    'a profile that an option names, before the environment',
    { profile: 'a' },
    { SIGNPOST_API: 'https://e.example', SIGNPOST_KEY: 'e' },
    'https://a.example key-a',
  ],
  [
    'options before all',
    { api: 'https://o.example', key: 'o', profile: 'a' },
    { SIGNPOST_KEY: 'e' },
    'https://o.example o',
  ],
  [
    'the address of an option that is the profile’s',
    { api: 'https://b.example' },
    {},
    'https://b.example key-b',
  ],
  [
    'no key of a profile for another address',
    { api: 'https://o.example' },
    {},
    /no key for https:\/\/o\.example; the profile's key is for https:\/\/b\.example alone/,
  ],
  [
    'no key of a named profile for another address',
    { api: 'https://o.example', profile: 'a' },
    {},
    /the profile's key is for https:\/\/a\.example alone/,
  ],
  [
    'no key of a profile for the address of the environment',
    {},
    { SIGNPOST_API: 'https://e.example' },
    /no key for https:\/\/e\.example/,
  ],
  ['no profile of that name', { profile: '__proto__' }, {}, /there is no profile __proto__: there are a, b/],
  ['no address', {}, { SIGNPOST_API: 'go' }, /SIGNPOST_API is go: this must be a URL/],
])('%s', (_, options, env, found) => {
  writeProfiles({ current: 'b', profiles: { a: A, b: B } });
  const asked = () => connectionOf(options, env);
  if (found instanceof RegExp) return expect(asked).toThrow(found);
  expect(`${asked().api} ${asked().key}`).toBe(found);
});

test('without any profile it is the local cloud, whose key has to be said', () => {
  expect(connectionOf({ key: 'k' }, {})).toEqual({ api: 'http://localhost:4000', key: 'k' });
  expect(() => connectionOf({}, {})).toThrow(/no key for http:\/\/localhost:4000: set SIGNPOST_KEY/);
});

test.each(['', '[]', '{"profiles":{"a":{"api":1,"key":"x"}}}', '{"current":1,"profiles":{}}', '{}'])(
  'a file that holds %j is none of ours',
  text => {
    writeProfiles({ profiles: {} });
    writeFileSync(profilesPath(), text);
    expect(() => readProfiles()).toThrow(/holds no profiles: remove it/);
  },
);

test.each([
  ['spring', 'spring'],
  ['/top', 'top'],
  ['https://go.example.com/spring?x#y', 'spring'],
  ['https://go.example.com/a/b', 'a/b'],
  ['https://go.example.com/%E6%98%A5', '春'],
])('%s names the link %s', (given, slug) => {
  expect(slugOf(given)).toBe(slug);
});

test('times may be told from now; all else is the API’s', () => {
  const far = Date.parse(timeToCome('7d')) - Date.parse(timeAgo('24h'));
  expect(far).toBeGreaterThanOrEqual(8 * 86_400_000 - 1_000);
  expect(far).toBeLessThan(8 * 86_400_000 + 60_000);
  expect(timeAgo('2026-11-30')).toBe('2026-11-30');
  expect(timeToCome('2026-12-24')).toBe('2026-12-24T00:00:00Z');
  expect(() => timeToCome('soon')).toThrow(/soon is no time: this must be a day/);
});
