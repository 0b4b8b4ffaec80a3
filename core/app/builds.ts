import { createHash } from 'node:crypto';
import type { AppBucket } from './bucket.ts';
import { APP, keyOf, type Placed, readRecord, writeRecord } from './publish.ts';

const BUILDS = 'uploads/builds/';
const CONTENTS = 'uploads/contents/';
const ID_LENGTH = 10;

/** A file of a build that is remembered. */
export interface BuildFile extends Placed {
  /** SHA-256 of its bytes, in hexadecimal: what they are kept under. */
  hash: string;
}

/** A build as it was pushed. */
export interface Build {
  /** Of what is in it: the same files with the same headers are the same build. */
  id: string;
  /** When it was last pushed, ISO 8601. */
  at: string;
  files: BuildFile[];
}

/** A build and how much of it app/ holds. */
export interface ListedBuild extends Build {
  /** `live`: it is the app; `half`: the app's index.html is of it, and other files are not, since a push or a rollback was cut short. */
  state: 'live' | 'half' | 'kept';
}

export const contentKey = ({ hash }: Pick<BuildFile, 'hash'>): string => CONTENTS + hash;

export function buildOf(files: readonly BuildFile[], at: number): Build {
  const content = files.map(({ path, hash, contentType, cacheControl }) => [
    path,
    hash,
    contentType,
    cacheControl,
  ]);
  const id = createHash('sha256')
    .update(JSON.stringify(content.toSorted()))
    .digest('hex')
    .slice(0, ID_LENGTH);
  return { id, at: new Date(at).toISOString(), files: [...files] };
}

export const keepBuild = (bucket: AppBucket, build: Build): Promise<void> =>
  bucket.write(`${BUILDS}${build.id}.json`, build);

/** Hashes of the contents that are kept. */
export async function keptContents(bucket: AppBucket): Promise<Set<string>> {
  return new Set([...(await bucket.list(CONTENTS)).keys()].map(key => key.slice(CONTENTS.length)));
}

/**
 * The builds that are remembered, the last one that was pushed first. At most one is not merely `kept`: of those with the
 * index.html that the app has, the one most of whose files are there.
 *
 * @throws whatever S3 says
 */
export async function listBuilds(bucket: AppBucket): Promise<ListedBuild[]> {
  const builds: Build[] = [];
  for (const key of (await bucket.list(BUILDS)).keys()) {
    const kept = await bucket.read(key);
    if (kept) builds.push(kept.value as Build); // one may be removed at this moment
  }
  builds.sort((one, other) => other.at.localeCompare(one.at) || one.id.localeCompare(other.id));
  const there = await bucket.list(APP);
  const { live } = await readRecord(bucket);
  const [nearest] = builds
    .filter(({ files }) => files.some(file => file.path === 'index.html' && isThere(file, there)))
    .map(build => ({ build, missing: build.files.filter(file => !isThere(file, there)).length }))
    .sort(
      (one, other) =>
        one.missing - other.missing || Number(other.build.id === live) - Number(one.build.id === live),
    );
  return builds.map(build => ({
    ...build,
    state: build !== nearest?.build ? 'kept' : nearest.missing === 0 ? 'live' : 'half',
  }));
}

const isThere = (file: BuildFile, there: ReadonlyMap<string, string>) => there.get(keyOf(file)) === file.etag;

/**
 * Removes builds that left app/ so long ago, and contents that no build has any more; the one before the live one stays.
 * Who calls has the turn: contents of a build come before the build.
 *
 * @returns ids of the builds that were removed
 */
export async function pruneBuilds(
  bucket: AppBucket,
  live: string,
  { keepMs, now }: { keepMs: number; now: number },
): Promise<string[]> {
  const builds = await listBuilds(bucket);
  const record = await readRecord(bucket);
  const left = builds.filter(({ id }) => id !== live);
  const leftAt = Object.fromEntries(left.map(({ id }) => [id, record.buildsLeftAt?.[id] ?? now]));
  const former = formerOf(builds, live);
  const due = left.filter(({ id }) => id !== former?.id && now - (leftAt[id] ?? now) >= keepMs);
  for (const { id } of due) delete leftAt[id];
  await bucket.remove(due.map(({ id }) => `${BUILDS}${id}.json`));
  const wanted = new Set(
    builds.filter(build => !due.includes(build)).flatMap(({ files }) => files.map(contentKey)),
  );
  await bucket.remove([...(await bucket.list(CONTENTS)).keys()].filter(key => !wanted.has(key)));
  const { underway: _, ...rest } = record; // nothing is left to do
  await writeRecord(bucket, { ...rest, buildsLeftAt: leftAt });
  return due.map(({ id }) => id);
}

/** The build that was pushed before another one. */
export function formerOf<Listed extends Build>(builds: readonly Listed[], id: string): Listed | undefined {
  const at = builds.findIndex(build => build.id === id);
  return at === -1 ? undefined : builds[at + 1];
}
