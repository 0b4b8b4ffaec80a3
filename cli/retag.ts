import type { Schemas } from '../client/client.ts';
import { systemClock as clock } from '../core/clock.ts';
import { harmless } from '../core/terminal.ts';
import { answered, apiOf, pagesOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { EXIT, InterruptedError, RefusedError } from './faults.ts';
import { onInterrupt } from './interrupt.ts';
import { defined } from './link-fields.ts';
import { json, print } from './output/output.ts';
import { type Progress, progressOn } from './progress.ts';
import { isConfirmed } from './secret.ts';

interface TagFlags extends ConnectionOptions {
  domain?: string | undefined;
  yes?: true | undefined;
  json?: true | undefined;
}

interface Retagged {
  changed: number;
  next?: string;
}

type Client = ReturnType<typeof apiOf>;
type Tag = Schemas['Tag'];

/**
 * `signpost links tags rename`.
 *
 * @returns the exit status: 1 where somebody thought better of it
 * @throws RefusedError for a tag that no link has; what the API refuses
 */
export async function renameTagCommand(tag: string, to: string, flags: TagFlags): Promise<number> {
  const client = apiOf(flags);
  const [found, other] = await Promise.all([tagNamed(tag, client, flags), tagNamed(to, client, flags)]);
  if (!found) throw noSuch(tag);
  const merge =
    other && other.tag !== found.tag ? `; ${linksOf(other)} have that already, both become one` : '';
  if (!(await isWanted(`Rename ${quoted(tag)} to ${quoted(to)} on ${linksOf(found)}${merge}?`, flags)))
    return EXIT.negative;
  const pages = retag(found, flags, query =>
    answered(client.PATCH('/api/tags/{tag}', { params: { path: { tag }, query }, body: { tag: to } })),
  );
  const { changed, last } = await pages;
  const { merged } = last;
  await print(
    flags.json
      ? json({ tag: last.tag, changed, merged })
      : `${quoted(tag)} is ${quoted(to)} now: ${counted(changed)} changed${merged ? ', and one tag with those that had it' : ''}\n`,
  );
  return EXIT.done;
}

/** `signpost links tags remove`. Answers and throws as `renameTagCommand` does. */
export async function removeTagCommand(tag: string, flags: TagFlags): Promise<number> {
  const client = apiOf(flags);
  const found = await tagNamed(tag, client, flags);
  if (!found) throw noSuch(tag);
  if (!(await isWanted(`Remove ${quoted(tag)} from ${linksOf(found)}?`, flags))) return EXIT.negative;
  const { changed } = await retag(found, flags, query =>
    answered(client.DELETE('/api/tags/{tag}', { params: { path: { tag }, query } })),
  );
  await print(flags.json ? json({ changed }) : `${quoted(tag)} is removed: ${counted(changed)} changed\n`);
  return EXIT.done;
}

/** A tag and how many links have it; undefined for one that none has. */
async function tagNamed(name: string, client: Client, { domain }: TagFlags): Promise<Tag | undefined> {
  const filter = defined({ prefix: name, domain });
  const pages = pagesOf(cursor =>
    answered(client.GET('/api/tags', { params: { query: { ...filter, limit: 1, ...defined({ cursor }) } } })),
  );
  // Of all that begin so, the tag itself comes first; but a page may be empty, and more behind it.
  for await (const { tags } of pages) if (tags[0]) return isSame(tags[0].tag, name) ? tags[0] : undefined;
  return undefined;
}

/** Asks again until all links are changed; where that ends early, stderr says how much is done. */
async function retag<Page extends Retagged>(
  { links }: Tag,
  { domain, json: isJson }: TagFlags,
  ask: (query: { domain?: string; cursor?: string }) => Promise<Page>,
): Promise<{ changed: number; last: Page }> {
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines: isJson ?? false });
  const { signal, release } = onInterrupt();
  let changed = 0;
  let last: Page | undefined;
  try {
    for await (const page of pagesOf(cursor => ask(defined({ domain, cursor })))) {
      changed += page.changed;
      last = page;
      progress.show({ changed, links });
      if (signal.aborted && page.next !== undefined) throw new InterruptedError('interrupted');
    }
    return { changed, last: last as Page };
  } catch (error) {
    progress.end();
    if (changed > 0)
      process.stderr.write(`${counted(changed)} changed so far; the same command does the rest.\n`);
    throw error;
  } finally {
    release();
    progress.end();
  }
}

const howFar = ({ changed, links }: { changed: number; links: number }): Progress => ({
  done: Math.min(changed, links),
  total: links,
  text: `${counted(changed)} changed`,
});

async function isWanted(question: string, { yes }: TagFlags): Promise<boolean> {
  if (yes || (await isConfirmed(question))) return true;
  process.stderr.write('Nothing was done.\n');
  return false;
}

const noSuch = (tag: string) =>
  new RefusedError(`no link has the tag ${quoted(tag)}; \`signpost links tags\` lists them.`);

const linksOf = ({ links, about }: Tag) => `${about ? 'about ' : ''}${counted(links)}`;

const counted = (links: number) => (links === 1 ? '1 link' : `${links} links`);

const quoted = (tag: string) => harmless(JSON.stringify(tag));

/** Letter case makes no other tag. */
const isSame = (one: string, other: string) =>
  one.normalize('NFC').toLowerCase() === other.trim().normalize('NFC').toLowerCase();
