import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BackupProgress, backUp } from '../core/backup/backup.ts';
import { type Restored, type RestoreProgress, restore } from '../core/backup/restore.ts';
import { PARTS, type TableNames, tablesOf } from '../core/backup/tables.ts';
import { systemClock as clock } from '../core/clock.ts';
import { harmless } from '../core/terminal.ts';
import { EXIT, RefusedError } from './faults.ts';
import { json } from './output/output.ts';
import { type Progress, progressOn } from './progress.ts';
import { stackOutputs } from './stack.ts';

interface Flags {
  stage: string;
  json?: boolean | undefined;
}

/** What a command prints, and its exit status. */
export interface Said {
  text: string;
  status: number;
}

/**
 * `signpost backup`: writes all that a stage knows into a folder; shows its progress on stderr.
 *
 * @param version of Signpost
 * @throws an error of one sentence for a folder that holds another backup, and what AWS refuses
 */
export async function backupCommand(folder: string, flags: Flags, version: string): Promise<Said> {
  const { stage, json: isForMachines = false } = flags;
  const tables = await tablesOfStage(stage);
  const progress = progressOn(process.stderr, clock, farOfBackup, { isForMachines });
  const options = { client: connect(), tables, clock, folder: resolve(folder), stage, version };
  try {
    const manifest = await backUp({ ...options, onProgress: progress.show });
    progress.end();
    if (isForMachines) return { text: json(manifest), status: EXIT.done };
    const counts = PARTS.map(part => {
      const own = manifest.files.filter(file => file.part === part);
      return `${own.reduce((sum, { items }) => sum + items, 0)} ${part}`;
    });
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    return {
      text: `${harmless(folder)}: ${counts.join(', ')}; ${(bytes / 1e6).toFixed(1)} MB\n`,
      status: EXIT.done,
    };
  } finally {
    progress.end();
  }
}

/**
 * `signpost restore`: brings a backup into a stage; shows its progress on stderr.
 *
 * @returns what to print; the status is 1 where the stage has other links under slugs of the backup
 * @throws an error of one sentence for a backup that is not whole, a stage that is not empty, and what AWS refuses
 */
export async function restoreCommand(folder: string, flags: Flags & { merge?: boolean }): Promise<Said> {
  const { stage, merge = false, json: isForMachines = false } = flags;
  const tables = await tablesOfStage(stage);
  const progress = progressOn(process.stderr, clock, farOfRestore, { isForMachines });
  const options = { client: connect(), tables, clock, folder: resolve(folder), merge };
  try {
    const restored = await restore({ ...options, onProgress: progress.show });
    progress.end();
    const { manifest, parts, clashing } = restored;
    const status = clashing.size > 0 ? EXIT.negative : EXIT.done;
    const { startedAt } = manifest;
    return isForMachines
      ? { text: json({ stage: manifest.stage, startedAt, parts, clashing: [...clashing] }), status }
      : { text: summary(restored, merge), status };
  } finally {
    progress.end();
  }
}

/** Many items at once may take long on the way to a laptop. */
const connect = () => new DynamoDBClient({ maxAttempts: 8 });

async function tablesOfStage(stage: string): Promise<TableNames> {
  const tables = tablesOf(await stackOutputs(stage));
  if (!('missing' in tables)) return tables;
  throw new RefusedError(`the stack of ${stage} has no output ${tables.missing}: deploy this version first.`);
}

export const farOfBackup = ({ part, items, files, of }: BackupProgress): Progress => ({
  done: files,
  total: of,
  text: `${part}: ${items} items in all, ${files} of ${of} files`,
});

export const farOfRestore = ({ part, items, of }: RestoreProgress): Progress => ({
  done: items,
  total: of,
  text: `${part}: ${items} of ${of} items`,
});

/** Whoever has more of them sees what they are by these. */
const MOST_NAMED = 20;

function summary({ manifest, parts, clashing }: Restored, merge: boolean): string {
  const lines = PARTS.map(part => {
    const { written, kept } = parts[part];
    // Where nothing was, what was there already is what the backup has twice: read, and read again after a change.
    return `  ${part}: ${written} written${merge && kept > 0 ? `, ${kept} as the stage has them` : ''}`;
  });
  const named = [...clashing].slice(0, MOST_NAMED).map(harmless).join(', ');
  if (clashing.size > 0)
    lines.push(
      `  ${clashing.size} slugs are other links’ in this stage, which stay: ${named}${clashing.size > MOST_NAMED ? ', …' : ''}`,
    );
  return [`The backup of ${manifest.stage} of ${manifest.startedAt}:`, ...lines, ''].join('\n');
}
