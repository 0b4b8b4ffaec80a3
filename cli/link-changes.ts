import type { Schemas } from '../client/client.ts';
import { harmless } from '../core/terminal.ts';
import { apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined } from './link-fields.ts';
import { patchedIn, type Scheduled } from './link-text.ts';
import { addressOf, changed, ifVersion } from './one-link.ts';
import { json, minute, print } from './output/output.ts';
import { whenOf } from './times.ts';
import { type PatchFlags, patchOf } from './update-link.ts';

interface CancelFlags extends ConnectionOptions {
  ifVersion?: number | undefined;
  domain?: string | undefined;
  json?: true | undefined;
}

interface ChangeFlags extends PatchFlags, CancelFlags {
  at?: string | undefined;
  repeat?: string | undefined;
  timeZone?: string | undefined;
}

/**
 * `signpost links changes add`: schedules a change; an equal one of the same key is found.
 *
 * @throws UsageError where it is not said when or what; what the API refuses
 */
export async function addChangeCommand(slug: string, flags: ChangeFlags): Promise<void> {
  if ((flags.at === undefined) === (flags.repeat === undefined))
    throw new UsageError('say when, by one of: --at TIME, --repeat RULE');
  const patch = await patchOf(flags);
  if (Object.keys(patch).length === 0)
    throw new UsageError('say what is to change, such as --url https://example.com/summer or --clear title');
  const client = apiOf(flags);
  const address = addressOf(slug, flags);
  const params = { ...address, ...ifVersion(flags.ifVersion) };
  const body = { ...defined(whenOf(flags)), patch } as Schemas['OrderChange'];
  const call = client.POST('/api/links/{slug}/changes', { params, body });
  await showChange(await changed(call, client, address), flags, 'Scheduled');
}

/**
 * `signpost links changes update`.
 *
 * @throws UsageError for options that say nothing; what the API refuses
 */
export async function updateChangeCommand(slug: string, id: string, flags: ChangeFlags): Promise<void> {
  const patch = await patchOf(flags);
  const isOther = Object.keys(patch).length > 0;
  const when = defined(whenOf(flags));
  if (!isOther && Object.keys(when).length === 0)
    throw new UsageError('say what is to be different, such as --at 14d or --url https://example.com/summer');
  const client = apiOf(flags);
  const address = addressOf(slug, flags);
  const params = { ...ofOne(address, id), ...ifVersion(flags.ifVersion) };
  const body = { ...when, ...(isOther && { patch }) } as Schemas['AlterChange'];
  const call = client.PATCH('/api/links/{slug}/changes/{id}', { params, body });
  await showChange(await changed(call, client, address), flags, 'Rescheduled');
}

/** `signpost links changes cancel`. Throws what the API refuses. */
export async function cancelChangeCommand(slug: string, id: string, flags: CancelFlags): Promise<void> {
  const client = apiOf(flags);
  const address = addressOf(slug, flags);
  const params = { ...ofOne(address, id), ...ifVersion(flags.ifVersion) };
  const call = client.DELETE('/api/links/{slug}/changes/{id}', { params });
  const change = await changed(call, client, address);
  await print(flags.json ? json(change) : `Canceled: ${harmless(patchedIn(change))}\n`);
}

const ofOne = ({ path, query }: ReturnType<typeof addressOf>, id: string) => ({
  path: { ...path, id },
  query,
});

/** Prints a change, and what became of it in a word. */
const showChange = (change: Scheduled, { json: isJson }: CancelFlags, what: string): Promise<void> => {
  if (isJson) return print(json(change));
  const { id, at, repeat, timeZone, effectiveWithinSeconds: seconds } = change;
  const again = repeat ? `, and then by ${repeat} in ${timeZone}` : '';
  const late = seconds > 0 ? `; edges may answer as before for ${seconds} s more` : '';
  return print(
    `${what} for ${minute(at)} (UTC)${again}: ${harmless(patchedIn(change))}${late}\n  id ${id}\n`,
  );
};
