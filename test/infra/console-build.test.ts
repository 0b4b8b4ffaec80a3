import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WORLD } from '../../console/charts/world.generated.ts';
import { buildConsole, type ConsoleFile } from '../../infra/console-build.ts';

/** Kilobytes of 1,024 bytes, as the files travel: in gzip. */
const FIRST_VIEW_KB = 60;
const ALL_KB = 140;

let folder: string;
let files: (ConsoleFile & { text: string; gzip: number })[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-console-'));
  files = await Promise.all(
    (await buildConsole(folder)).map(async file => {
      const content = await readFile(join(folder, file.path));
      return { ...file, text: content.toString(), gzip: gzipSync(content).length };
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** What each file weighs, for whoever has to find out what became larger. */
const table = () =>
  files
    .toSorted((one, other) => other.gzip - one.gzip)
    .map(({ path, gzip, isFirst }) => `${String(gzip).padStart(8)} ${isFirst ? 'first' : '     '} ${path}`)
    .join('\n');

function holdTo(limitKb: number, some: typeof files): void {
  const bytes = some.reduce((sum, { gzip }) => sum + gzip, 0);
  if (bytes > limitKb * 1024)
    throw new Error(`${(bytes / 1024).toFixed(1)} KB of at most ${limitKb}:\n${table()}`);
}

describe('the console as it travels', () => {
  test('its first view is small', () =>
    holdTo(
      FIRST_VIEW_KB,
      files.filter(({ isFirst }) => isFirst),
    ));

  test('all of it is not large', () => holdTo(ALL_KB, files));

  test('charts and the map wait until they are wanted', () => {
    const eager = files.filter(({ isFirst }) => isFirst);
    expect(
      eager
        .filter(({ text }) => /uplot|u-legend/i.test(text) || text.includes(WORLD.DE ?? ''))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('the page names each of its first files by an address that does for all its pages, and nobody else’s', () => {
    const page = files.find(({ path }) => path === 'index.html')?.text ?? '';
    const named = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(named.filter(address => !address.startsWith('/console/assets/'))).toEqual([]);
    const first = files.filter(({ path, isFirst }) => isFirst && path !== 'index.html');
    expect(named).toEqual(expect.arrayContaining(first.map(({ path }) => `/console/${path}`)));
  });

  test('its pages hold neither a script nor a style of their own, which their policy would refuse', () => {
    for (const { text } of files.filter(({ path }) => path.endsWith('.html')))
      expect(text).not.toMatch(/<style|style=|<script(?![^>]* src=)|\son\w+=/);
  });
});
