import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WORLD } from '../../console/charts/world.generated.ts';
import { buildConsole, type ConsoleFile } from '../../infra/console-build.ts';

let folder: string;
let files: (ConsoleFile & { text: string })[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-console-'));
  files = await Promise.all(
    (await buildConsole(folder)).map(async file => {
      return { ...file, text: await readFile(join(folder, file.path), 'utf8') };
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('the console as it travels, whose sizes sizes.test.ts holds', () => {
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
