import { mkdir } from 'node:fs/promises';
import { atOnce } from '../at-once.ts';
import { type FileNote, type Manifest, readManifest, writeItems, writeManifest } from './files.ts';
import type { RawItem } from './lines.ts';
import { changedLinks, changesFromNow, type ScanContext, scanSegment } from './scan.ts';
import { PARTS, type Part } from './tables.ts';

/** Each part is read in so many pieces: one that was cut short is read again. */
const SEGMENTS = 8;
const AT_ONCE = 4;

export interface BackupOptions extends ScanContext {
  folder: string;
  stage: string;
  /** Of Signpost. */
  version: string;
  /** Is told after each file, and now and then between. */
  onProgress?: ((progress: BackupProgress) => void) | undefined;
}

export interface BackupProgress {
  part: Part;
  /** Items that were read by now, of all parts, and files that are written, of how many. */
  items: number;
  files: number;
  of: number;
}

/** A file to be written. */
interface Piece {
  name: string;
  part: Part;
  read(): AsyncIterable<RawItem>;
}

/** After so many items it is told how far it is. */
const TOLD = 1_000;

/**
 * Writes all that a stage knows into a folder while it goes on working: every link that was acknowledged before the start is in it.
 * Called again with the folder of a backup that was cut short, it goes on behind the last whole file.
 *
 * @returns the manifest
 * @throws an error of one sentence for a folder that has another backup, and what AWS says
 */
export async function backUp(options: BackupOptions): Promise<Manifest> {
  const { folder, clock } = options;
  let manifest = await begin(options);
  const pieces = piecesOf(manifest, options);
  const progress = { items: manifest.files.reduce((sum, { items }) => sum + items, 0), of: pieces.length };
  const tell = (part: Part) => options.onProgress?.({ ...progress, part, files: manifest.files.length });
  const done = async (note: FileNote) => {
    manifest = { ...manifest, files: [...manifest.files, note] };
    await writeManifest(folder, manifest);
    tell(note.part);
  };
  const counted = async function* ({ part, read }: Piece) {
    for await (const item of read()) {
      if (++progress.items % TOLD === 0) tell(part);
      yield item;
    }
  };
  // Links come before their history, and both before what was changed meanwhile, so nothing a link leads to is missing.
  for (const group of inTurn(pieces)) {
    const slots = atOnce(AT_ONCE);
    const turns = atOnce(1);
    const missing = group.filter(
      ({ name }) => !manifest.files.some(file => file.name.startsWith(`${name}.`)),
    );
    await allOf(
      missing.map(piece =>
        slots(async () => {
          const note = await writeItems(folder, piece.name, counted(piece));
          await turns(() => done({ part: piece.part, ...note }));
        }),
      ),
    );
  }
  manifest = { ...manifest, endedAt: new Date(clock.now()).toISOString() };
  await writeManifest(folder, manifest);
  return manifest;
}

async function begin(options: BackupOptions): Promise<Manifest> {
  const { folder, stage, version, clock } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await readManifest(folder);
  if (found?.endedAt !== undefined)
    throw new Error(`${folder} holds a backup of ${found.stage} already. Name another folder.`);
  if (found && found.stage !== stage)
    throw new Error(`${folder} holds the beginning of a backup of ${found.stage}. Name another folder.`);
  if (found) return found;
  const manifest: Manifest = {
    format: 1,
    version,
    stage,
    startedAt: new Date(clock.now()).toISOString(),
    changesFrom: await changesFromNow(options),
    files: [],
  };
  await writeManifest(folder, manifest);
  return manifest;
}

/** The name of the file with what was changed meanwhile. */
export const CHANGED = 'links-changed';

function piecesOf({ changesFrom }: Manifest, context: ScanContext): Piece[] {
  const segments = (part: Part): Piece[] =>
    Array.from({ length: SEGMENTS }, (_, segment) => ({
      name: `${part}-${segment}`,
      part,
      read: () => scanSegment(part, { segment, of: SEGMENTS }, context),
    }));
  const changed: Piece = { name: CHANGED, part: 'links', read: () => changedLinks(changesFrom, context) };
  const [links, ...others] = PARTS;
  return [...segments(links), changed, ...others.flatMap(segments)];
}

/** Pieces that may be written at the same time. */
function inTurn(pieces: readonly Piece[]): Piece[][] {
  const isChanged = ({ name }: Piece) => name === CHANGED;
  return [
    pieces.filter(piece => piece.part === 'links' && !isChanged(piece)),
    pieces.filter(isChanged),
    ...PARTS.slice(1).map(part => pieces.filter(piece => piece.part === part)),
  ];
}

/** Waits for all, and then rejects with the first that failed: none may write on behind the back of whoever was told. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
