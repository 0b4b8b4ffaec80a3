import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHROMIUM_VERSION, PACKED, sha256Of, UNPACKED, VERSION } from '../../../core/browser/pinned.ts';
import { CHROMIUM_FOLDER, unpackChromium } from '../../../core/browser/unpack.ts';
import { placeChromium } from '../../../infra/chromium-files.ts';

const PACKAGE = 'node_modules/@sparticuz/chromium';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-pinned-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The SHA-256 of each of the files, by their names from the folder. */
const hashesOf = async (root: string, names: string[]) =>
  Object.fromEntries(
    await Promise.all(names.map(async name => [name, await sha256Of(join(root, name))] as const)),
  );

test('the version and the files are those of the package that is installed', async () => {
  expect(JSON.parse(await readFile(`${PACKAGE}/package.json`, 'utf8')).version).toBe(VERSION);
  expect(await hashesOf(`${PACKAGE}/bin`, Object.keys(PACKED))).toEqual(PACKED);
});

test('what they are unpacked to is pinned, too, to the last file', async () => {
  const unpacked = join(await unpackChromium(join(folder, 'whole'), () => undefined), '..');
  const files = (await readdir(unpacked, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && entry.name !== 'fonts.conf') // which is ours
    .map(entry => relative(unpacked, join(entry.parentPath, entry.name)));
  expect(await hashesOf(unpacked, files)).toEqual(UNPACKED);
  // The program has its version in it, of four parts, as a text.
  expect((await readFile(join(unpacked, 'chromium'))).includes(CHROMIUM_VERSION)).toBe(true);
});

describe('a file that is another one', () => {
  // As the Dockerfile does it, with a package in which one byte more is in one file.
  test.each(Object.keys(PACKED))('is not unpacked into an image: %s', async changed => {
    const project = join(folder, `changed-${changed}`);
    const bin = join(project, PACKAGE, 'bin');
    await mkdir(bin, { recursive: true });
    // Copied, as where it really lies is where its files are looked for.
    for (const name of ['package.json', 'build/esm'])
      await cp(join(PACKAGE, name), join(project, PACKAGE, name), { recursive: true });
    for (const name of Object.keys(PACKED))
      if (name !== changed) await symlink(resolve(PACKAGE, 'bin', name), join(bin, name));
    await cp(join(PACKAGE, 'bin', changed), join(bin, changed));
    await appendFile(join(bin, changed), 'x');
    await cp('dist/infra/unpack-chromium.mjs', join(project, 'dist/infra/unpack-chromium.mjs'));
    const image = join(project, 'opt');
    const unpacking = promisify(execFile)(process.execPath, ['dist/infra/unpack-chromium.mjs', image], {
      cwd: project,
    });
    await expect(unpacking).rejects.toThrow(`${changed} is not the file that is pinned`);
    expect(existsSync(join(image, CHROMIUM_FOLDER))).toBe(false);
  });

  test('does not get into the renderer’s zip, should it have been changed since it was unpacked', async () => {
    const cache = join(folder, 'cache');
    await mkdir(join(cache, CHROMIUM_FOLDER), { recursive: true, mode: 0o700 });
    await writeFile(join(cache, CHROMIUM_FOLDER, 'chromium'), '#!/bin/sh\n', { mode: 0o755 });
    await expect(placeChromium(join(folder, 'dist'), cache)).rejects.toThrow(
      'chromium is not the file that is pinned',
    );
  });
});
