import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock.ts';
import { CHANGED } from './backup.ts';
import { type FileNote, type Manifest, readItems, readManifest, verifyFiles } from './files.ts';
import type { RawItem } from './lines.ts';
import { type Renamed, restoreLinks, restoreRenamed } from './restore-links.ts';
import { PARTS, type Part, TABLES, type TableNames } from './tables.ts';
import { putIf } from './write.ts';

export interface RestoreOptions {
  client: DynamoDBClient;
  tables: TableNames;
  clock: Clock;
  folder: string;
  /** Whether the stage may have links, keys and clicks of its own, or what a restore that was cut short has left. */
  merge: boolean;
  onProgress?: ((progress: RestoreProgress) => void) | undefined;
}

export interface RestoreProgress {
  part: Part;
  /** Items that were looked at, of all parts, of how many. */
  items: number;
  of: number;
}

/** What became of the items of each part: written, or left as the stage has them. */
export interface Restored {
  manifest: Manifest;
  parts: Record<Part, { written: number; kept: number }>;
  /** Slugs of the backup under which the stage has another link. */
  clashing: Set<string>;
}

/** As many writes are under way at a time. */
const BATCH = 32;
/** Where one of these has something, somebody works with the stage. */
const OF_SOMEBODY = ['links', 'keys', 'clicks'] as const;

/**
 * Brings a backup into a stage. Nothing is written before all files are what the manifest says. Nothing that the stage has is ever
 * replaced, but a link by a newer version of the same link: so the same restore again, with `merge`, goes on where one was cut
 * short, and comes to the same.
 *
 * @throws an error of one sentence for a backup that is not whole, and for a stage that is not empty, without `merge`; what AWS says
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { folder, merge } = options;
  const manifest = await wholeBackup(folder);
  if (!merge) await requireEmpty(options);
  const restored: Restored = {
    manifest,
    parts: Object.fromEntries(PARTS.map(part => [part, { written: 0, kept: 0 }])) as Restored['parts'],
    clashing: new Set(),
  };
  const of = manifest.files.reduce((sum, { items }) => sum + items, 0);
  const renamed: Renamed[] = [];
  let items = 0;
  for (const file of inOrder(manifest.files)) {
    for await (const batch of batchesOf(readItems(folder, file))) {
      await restoreBatch(file.part, batch, options, { restored, renamed });
      items += batch.length;
      options.onProgress?.({ part: file.part, items, of });
    }
  }
  const written = await restoreRenamed(renamed, options);
  restored.parts.links.written += written;
  restored.parts.links.kept -= written;
  return restored;
}

async function wholeBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (!manifest) throw new Error(`${folder} holds no backup: there is no backup.json in it.`);
  if (manifest.endedAt === undefined)
    throw new Error(
      `${folder} holds a backup that was cut short. \`signpost backup ${folder}\` goes on with it.`,
    );
  await verifyFiles(folder, manifest);
  return manifest;
}

async function requireEmpty({ client, tables }: RestoreOptions): Promise<void> {
  for (const part of OF_SOMEBODY) {
    const command = new ScanCommand({ TableName: tables[part], Limit: 1, ConsistentRead: true });
    const { Count } = await client.send(command);
    if (Count)
      throw new Error(
        `the stage is not empty: it has ${part}. With --merge it keeps what it has, and takes what is new or newer.`,
      );
  }
}

/** History comes before the links it is of, and what was changed during the backup before what was read of it earlier. */
function inOrder(files: readonly FileNote[]): FileNote[] {
  const rank = ({ part, name }: FileNote) =>
    part === 'history' ? 0 : name.startsWith(`${CHANGED}.`) ? 1 : 2 + PARTS.indexOf(part);
  return files.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

async function* batchesOf(items: AsyncIterable<RawItem>): AsyncGenerator<RawItem[]> {
  let batch: RawItem[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function restoreBatch(
  part: Part,
  batch: readonly RawItem[],
  options: RestoreOptions,
  { restored, renamed }: { restored: Restored; renamed: Renamed[] },
): Promise<void> {
  const count = restored.parts[part];
  if (part === 'links') {
    const { written, clashing, renamed: judgedLater } = await restoreLinks(batch, options);
    renamed.push(...judgedLater);
    count.written += written;
    count.kept += batch.length - written;
    for (const slug of clashing) restored.clashing.add(slug);
    return;
  }
  const { key } = TABLES[part];
  const isNew = { expression: 'attribute_not_exists(#key)', names: { '#key': key[0] ?? '' } };
  const written = await Promise.all(batch.map(item => putIf(options.tables[part], item, isNew, options)));
  count.written += written.filter(Boolean).length;
  count.kept += written.filter(each => !each).length;
}
