import type { Schemas } from '../client/client.ts';
import { answered, apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined, fieldsOf, type LinkFlags } from './link-fields.ts';
import { addressOf, changed, ifVersion, showLink, tryIf } from './one-link.ts';
import { timeToCome } from './times.ts';

/** What is to change of a link. */
export interface PatchFlags extends LinkFlags {
  url?: string | undefined;
  clear?: string[] | undefined;
}

interface UpdateFlags extends PatchFlags, ConnectionOptions {
  oldSlugUntil?: string | undefined;
  addTag?: string[] | undefined;
  removeTag?: string[] | undefined;
  purge?: true | undefined;
  ifVersion?: number | undefined;
  dryRun?: true | undefined;
  domain?: string | undefined;
  json?: true | undefined;
}

/** What can be taken away, by the name of its option. */
const CLEARABLE: Record<string, keyof Schemas['EditLink']> = {
  title: 'title',
  note: 'note',
  tag: 'tags',
  utm: 'utm',
  expires: 'expiresAt',
  'expired-url': 'expiredUrl',
  starts: 'startsAt',
  'max-clicks': 'maxClicks',
  password: 'password',
  rules: 'rules',
  unfurl: 'unfurl',
  'app-links': 'appLinks',
  status: 'status',
  'max-age': 'maxAge',
  'old-slug-until': 'oldSlugUntil',
};

/**
 * `signpost links update`.
 *
 * @throws UsageError for options that say nothing, or against each other; what the API refuses
 */
export async function updateCommand(slug: string, flags: UpdateFlags): Promise<void> {
  const { addTag, removeTag, purge, oldSlugUntil } = flags;
  const patch: Schemas['EditLink'] = {
    ...(await patchOf(flags)),
    ...defined({ purge, oldSlugUntil: oldSlugUntil && timeToCome(oldSlugUntil) }),
  };
  const moves = addTag !== undefined || removeTag !== undefined;
  if (moves && flags.tag)
    throw new UsageError('--tag names all tags: give it alone, or --add-tag and --remove-tag');
  if (!moves && Object.keys(patch).length === 0)
    throw new UsageError('say what is to change, such as --url https://example.com/summer or --title TEXT');
  const client = apiOf(flags);
  const address = addressOf(slug, flags);
  let version = flags.ifVersion;
  if (moves) {
    // Whoever gives it a tag at this moment keeps it: the change is of the link as it was read.
    const link = await answered(client.GET('/api/links/{slug}', { params: address }));
    patch.tags = movedTags(link.tags, addTag, removeTag);
    version ??= link.version;
  }
  const query = { ...address.query, ...tryIf(flags.dryRun) };
  const params = { ...address, query, ...ifVersion(version) };
  const call = client.PATCH('/api/links/{slug}', { params, body: patch });
  await showLink(await changed(call, client, address), flags);
}

/** The fields of the API that options change. Asks for the password. Throws UsageError. */
export async function patchOf(flags: PatchFlags): Promise<Schemas['EditLink']> {
  const { url, clear = [] } = flags;
  const cleared = clear.map(name => {
    const field = Object.hasOwn(CLEARABLE, name) ? CLEARABLE[name] : undefined;
    if (field) return [field, null];
    throw new UsageError(`--clear ${name}: this must be one of ${Object.keys(CLEARABLE).join(', ')}`);
  });
  return {
    ...Object.fromEntries(cleared),
    ...(await fieldsOf(flags)),
    ...defined({ url }),
  };
}

const movedTags = (tags: readonly string[], more: readonly string[] = [], less: readonly string[] = []) => [
  ...new Set([...tags.filter(tag => !less.some(each => same(each, tag))), ...more]),
];

/** Letter case makes no other tag. */
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
