import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import {
  access,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { PACKED, requirePinned, VERSION } from './pinned.ts';

/** The folder it is unpacked into. */
export const CHROMIUM_FOLDER = `chromium-${VERSION}`;
/** An unpack takes 2 to 10 s, by the machine: one that is older than this was left by a process that died. */
const STALE_MS = 60_000;
/** In pieces as small as Node's own, a fifth of the time goes to handing them on. */
const PIECE_BYTES = 1024 * 1024;
const TOLD_EVERY = 0.25;
const POLL_MS = 100;

/**
 * Unpacks the Chromium of the npm package `@sparticuz/chromium` into `directory`, unless it is there already.
 * Safe against other processes and threads that do the same: what is there under its name is always whole.
 *
 * The package's own code is not used: it takes whatever lies in the temporary directory for its Chromium, half
 * unpacked or of another version, and unpacks the libraries a bare system lacks only when it believes to be in Lambda.
 * Nothing gets its name that is made of other files than the pinned ones.
 *
 * @returns the executable's path
 */
export async function unpackChromium(directory: string, log: (line: string) => void): Promise<string> {
  const target = join(directory, CHROMIUM_FOLDER);
  const executable = join(target, 'chromium');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await requireOwn(directory);
  if (await exists(executable)) return executable;
  // The lock only saves work. What makes it safe is that the finished directory gets its name in one step.
  await withLock(join(directory, `${CHROMIUM_FOLDER}.lock`), async () => {
    if (await exists(executable)) return;
    const started = performance.now();
    log(`Unpacking Chromium ${VERSION} into ${target}: this once, for some seconds`);
    await removeStale(directory);
    const partial = await mkdtemp(join(directory, 'partial-'));
    await unpackInto(partial, log);
    await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true })); // another was first
    log(`Chromium unpacked in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });
  if (!(await exists(executable))) throw new Error(`Chromium could not be unpacked into ${target}`);
  return executable;
}

async function unpackInto(folder: string, log: (line: string) => void): Promise<void> {
  const packed = fileURLToPath(new URL('../../bin/', import.meta.resolve('@sparticuz/chromium')));
  await Promise.all([
    unpackFile(join(packed, 'chromium.br'), join(folder, 'chromium'), log),
    extract(join(packed, 'al2023.tar.br'), folder),
    extract(join(packed, 'fonts.tar.br'), folder),
  ]);
  await writeFile(join(folder, 'fonts.conf'), FONT_CONFIGURATION);
}

/** One stream of brotli: what takes the time cannot be shared out among processors, so it is told how far it is. */
async function unpackFile(from: string, to: string, log: (line: string) => void): Promise<void> {
  const { size } = await stat(from);
  const hash = createHash('sha256');
  let read = 0;
  let told = 0;
  await pipeline(
    createReadStream(from, { highWaterMark: PIECE_BYTES }),
    async function* (pieces) {
      for await (const piece of pieces) {
        yield piece;
        hash.update(piece);
        read += piece.length;
        if (read / size < told + TOLD_EVERY || read === size) continue;
        told = Math.floor(read / size / TOLD_EVERY) * TOLD_EVERY;
        log(`  ${told * 100} % of Chromium unpacked`);
      }
    },
    createBrotliDecompress({ chunkSize: PIECE_BYTES }),
    createWriteStream(to, { mode: 0o700 }),
  );
  requirePinned(from, hash.digest('hex'), PACKED);
}

/**
 * The package's own one names /tmp/fonts. This one holds wherever the folder is copied to, and writes nothing into it: in Lambda
 * it cannot be written to. Spec: https://www.freedesktop.org/software/fontconfig/fontconfig-user.html
 */
export const FONT_CONFIGURATION = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Unpacks a compressed tar of plain files. Spec: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
async function extract(archive: string, folder: string): Promise<void> {
  const packed = await readFile(archive);
  requirePinned(archive, createHash('sha256').update(packed).digest('hex'), PACKED);
  const tar = await promisify(brotliDecompress)(packed);
  const block = 512;
  for (let at = 0; tar[at]; ) {
    const name = text(tar, at, 100);
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    const body = at + block;
    if (name.split('/').includes('..')) throw new Error(`${archive}: ${name} leads out of its folder`);
    if (name.endsWith('/')) await mkdir(join(folder, name), { recursive: true });
    else {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), tar.subarray(body, body + size));
    }
    at = body + Math.ceil(size / block) * block;
  }
}

function text(tar: Buffer, start: number, length: number): string {
  const field = tar.toString('latin1', start, start + length);
  return field.split('\0')[0] ?? '';
}

/** Runs `work` while holding the lock file, one process or thread after the other. */
async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(path))) await new Promise(resolve => setTimeout(resolve, POLL_MS));
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await age(path)) > STALE_MS) await rm(path, { force: true });
    return false;
  }
}

async function removeStale(directory: string): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith('partial-') && (await age(join(directory, name))) > STALE_MS)
      await rm(join(directory, name), { recursive: true, force: true });
}

/** Whoever may write here decides what this user runs. */
async function requireOwn(directory: string): Promise<void> {
  const { uid, mode } = await stat(directory);
  if (uid !== process.getuid?.() || mode & 0o022)
    throw new Error(`${directory} must belong to this user alone, for Chromium is run from it.`);
}

async function age(path: string): Promise<number> {
  const made = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.POSITIVE_INFINITY, // gone in the meantime
  );
  return Date.now() - made; // files carry the system's own time
}

const exists = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
