import { copyFile, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defaultDirectory } from '../core/browser/executable.ts';
import { requirePinned, sha256Of, UNPACKED } from '../core/browser/pinned.ts';
import { CHROMIUM_FOLDER, FONT_CONFIGURATION, unpackChromium } from '../core/browser/unpack.ts';

/**
 * Puts the pinned Chromium, unpacked, into a folder below `directory`, from where it goes into the renderer's zip. It is
 * unpacked once for this user, and linked where it can be: these are 200 MB. Chromium writes other files beside them while it
 * runs, which the zip must not depend on.
 *
 * @param cache where it is unpacked; by default, where a renderer on this machine has it
 * @throws an error of one sentence when a file there is another one by now than the pinned one
 */
export async function placeChromium(directory: string, cache = defaultDirectory()): Promise<void> {
  const source = dirname(await unpackChromium(cache, line => console.error(line)));
  const target = join(directory, CHROMIUM_FOLDER);
  await rm(target, { recursive: true, force: true }); // what is linked already must never be copied onto itself
  for (const path of Object.keys(UNPACKED)) {
    const from = join(source, path);
    const to = join(target, path);
    await mkdir(dirname(to), { recursive: true });
    await link(from, to).catch(() => copyFile(from, to)); // the cache may be on another disk
    requirePinned(from, await sha256Of(to), UNPACKED, path);
  }
  // Never linked: a cache of an earlier version of ours names its own path here.
  await writeFile(join(target, 'fonts.conf'), FONT_CONFIGURATION);
}
