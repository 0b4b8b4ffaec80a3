import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ServedLinks, serveLinks } from './served-links.ts';
import { atTerminal, type Typed } from './terminal.ts';

const ENTER = '\r';
const CTRL_C = '\u0003';

let served: ServedLinks;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  served = await serveLinks();
  folder = await mkdtemp(join(tmpdir(), 'signpost-terminal-'));
  env = { SIGNPOST_API: served.api, SIGNPOST_KEY: served.key, XDG_CONFIG_HOME: folder };
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

describe('a secret is asked for at a terminal', () => {
  const add = (...typed: Typed[]) =>
    atTerminal(['profile', 'add', 'p', '--api', 'http://localhost:4000'], typed, env);

  test('and is nowhere on the screen', async () => {
    const { status, shown } = await add(['The API key', `sp_secret${ENTER}`]);
    expect([status, shown]).toEqual([0, expect.stringMatching(/The profile p is kept, and in use\.\n$/)]);
    expect(shown).not.toContain('sp_secret');
    const { profiles } = JSON.parse(await readFile(join(folder, 'signpost/profiles.json'), 'utf8'));
    expect(profiles).toEqual({ p: { api: 'http://localhost:4000', key: 'sp_secret' } });
  });

  test('again where nothing was typed; Ctrl-C ends it', async () => {
    expect(await add(['The API key', ENTER], ['Type the API key, or press Ctrl-C', CTRL_C])).toEqual({
      status: 130,
      shown: expect.stringMatching(/signpost profile add: nothing was done\n$/),
    });
  });
});

describe('what is not easily undone is asked about', () => {
  const remove = (...typed: Typed[]) => atTerminal(['links', 'tags', 'remove', 'asked'], typed, env);
  const QUESTION = 'Remove "asked" from 2 links?';

  test.each<[string, string, number, RegExp]>([
    ['Enter is no', ENTER, 1, /No\nNothing was done\.\n$/],
    ['so is Ctrl-C', CTRL_C, 130, /signpost links tags remove: nothing was done\n$/],
    ['y is yes', 'y', 0, /Yes\n.*"asked" is removed: 2 links changed\n$/],
  ])('%s', async (_, keys, status, shown) => {
    await served.links.send('POST', '/api/links/batch', {
      links: ['asked-1', 'asked-2'].map(slug => ({ url: 'https://example.com/', slug, tags: ['asked'] })),
    });
    expect(await remove([QUESTION, keys])).toEqual({ status, shown: expect.stringMatching(shown) });
  });
});

test('Ctrl-C ends an import behind what is under way, though a bar is shown', async () => {
  const file = join(folder, 'many.csv');
  const rows = Array.from({ length: 600 }, (_, n) => `https://example.com/${n},terminal-${n},,,`);
  await writeFile(file, ['Long URL,Short code,Domain,Title,Tags', ...rows, ''].join('\n'));
  expect(
    await atTerminal(['links', 'import', file, '--apply'], [['rows made or found', CTRL_C]], env),
  ).toEqual({
    status: 130,
    // What the machine had no time for is asked for again, and is there then.
    shown: expect.stringMatching(
      / \d+ links made\n(?: +\d+ are there already\n)? {2}interrupted; the same command goes on from here\n$/,
    ),
  });
  expect(await atTerminal(['links', 'import', file, '--apply'], [], env)).toEqual({
    status: 0,
    shown: expect.stringMatching(/ 600 links made\n$/),
  });
});
