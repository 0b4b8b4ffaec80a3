import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of the stack belongs to one site, by logical id: pages, what is known of them, what waits to be rendered. */
export const OF_THE_SITE: readonly string[] = [
  'SiteBucket',
  'SnapshotsTable',
  'LimitsTable',
  'RenderQueue',
  'RenderDeadLetterQueue',
];

/** The site that a data folder is for. */
export interface LocalSite {
  /** What must begin empty, by logical id. The folder must be claimed: it is noted that it is between two sites. */
  emptied(): readonly string[];
  /** To be called once the app is there. Until then, wherever the process ends, the next start begins empty, too. */
  settled(): void;
}

/**
 * Another app is another site: nothing of the one before may be met in it. Links and keys belong to no site, and a new build of
 * an app is the same site.
 *
 * @param app what the app is known by: its folder
 */
export function localSite(dataDirectory: string, app: string): LocalSite {
  const note = join(dataDirectory, 'app');
  return {
    emptied: () => {
      if (read(note) === app) return [];
      rmSync(note, { force: true });
      return OF_THE_SITE;
    },
    settled: () => writeFileSync(note, app),
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // a new folder, or one between two sites
  }
}
