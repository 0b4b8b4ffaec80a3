import { copyFile, link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { defaultDirectory } from '../core/browser/executable.ts';
import { CHROMIUM_FOLDER, FONT_CONFIGURATION, unpackChromium } from '../core/browser/unpack.ts';

/** The executable, and folders beside it. Chromium writes others while it runs, which the zip must not depend on. */
const NEEDED = /^(chromium$|lib\/|fonts\/)/;

/**
 * Puts the pinned Chromium, unpacked, into a folder below `directory`, from where it goes into the renderer's zip. It is
 * unpacked once for this user, and linked where it can be: these are 200 MB.
 *
 * @param cache where it is unpacked; by default, where a renderer on this machine has it
 */
export async function placeChromium(directory: string, cache = defaultDirectory()): Promise<void> {
  const source = dirname(await unpackChromium(cache, line => console.error(line)));
  const target = join(directory, CHROMIUM_FOLDER);
  await rm(target, { recursive: true, force: true }); // what is linked already must never be copied onto itself
  const files = await readdir(source, { recursive: true, withFileTypes: true });
  for (const file of files) {
    const from = join(file.parentPath, file.name);
    const path = relative(source, from);
    if (!file.isFile() || !NEEDED.test(path)) continue;
    const to = join(target, path);
    await mkdir(dirname(to), { recursive: true });
    await link(from, to).catch(() => copyFile(from, to)); // the cache may be on another disk
  }
  // Never linked: a cache of an earlier version of ours names its own path here.
  await writeFile(join(target, 'fonts.conf'), FONT_CONFIGURATION);
}
