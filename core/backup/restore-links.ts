import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { hintsOf } from '../links/hints/hints.ts';
import type { Place } from '../links/hints/table.ts';
import { tagItems } from '../links/hints/tags.ts';
import { changeOf, type Entry, entryFrom, type Item, idOf } from '../links/item.ts';
import type { Alias, Link } from '../links/link.ts';
import type { RawItem } from './lines.ts';
import type { TableNames } from './tables.ts';
import { type Condition, putAll, putIf, type WriteContext } from './write.ts';

export interface LinksContext extends WriteContext {
  client: DynamoDBClient;
  tables: TableNames;
}

/** An item of the backup, and what it says. */
interface Wanted {
  item: RawItem;
  entry: Entry;
}

/** A slug that the backup knows as a former one of a link, and the stage as the link's own. */
export interface Renamed {
  item: RawItem;
  alias: Alias;
  held: Link;
}

/**
 * Writes links of a backup, of which there are at most 100, with all by which they are found. What is there already stays, unless it
 * is an earlier version of the same link. Hints come first, as for any change of a link (core/links/commit.ts).
 *
 * @returns how many were written, the slugs under which there is another link, and aliases to be judged once all links are there
 */
export async function restoreLinks(
  items: readonly RawItem[],
  context: LinksContext,
): Promise<{ written: number; clashing: string[]; renamed: Renamed[] }> {
  const wanted = items.map(item => ({ item, entry: entryOf(item) }));
  const there = await entriesOf(items, context);
  const clashing: string[] = [];
  const renamed: Renamed[] = [];
  const due = wanted.filter(({ item, entry }) => {
    const held = there.get(slugOf(item));
    if (held && idOf(held) !== idOf(entry)) clashing.push(slugOf(item));
    else if (held && 'link' in held && 'alias' in entry)
      renamed.push({ item, alias: entry.alias, held: held.link });
    return !held || isNewer(entry, held);
  });
  await putAll(context.tables.history, uniqueHints(due), context);
  const written = await Promise.all(
    due.map(wanted => putIf(context.tables.links, marked(wanted), conditionOf(wanted.entry), context)),
  );
  return { written: written.filter(Boolean).length, clashing, renamed };
}

/**
 * Makes slugs aliases that the stage has as a link's own, where the link is there in a newer version under its new slug: else it would
 * be there twice.
 *
 * @returns how many
 */
export async function restoreRenamed(renamed: readonly Renamed[], context: LinksContext): Promise<number> {
  let written = 0;
  for (const { item, alias, held } of renamed) {
    const link = await linkBehind(alias.movedTo, context);
    if (link?.id !== held.id || link.version <= held.version) continue;
    const condition = {
      expression: '#id = :id AND #change = :change',
      names: { '#id': 'id', '#change': 'change' },
      values: { ':id': { S: held.id }, ':change': { S: held.change } },
    };
    if (await putIf(context.tables.links, item, condition, context)) written++;
  }
  return written;
}

/** No link is renamed so often. */
const MAX_HOPS = 100;

async function linkBehind(slug: string, context: LinksContext): Promise<Link | undefined> {
  for (let [at, hop] = [slug, 0]; hop < MAX_HOPS; hop++) {
    const entry = (await entriesOf([{ slug: { S: at } }], context)).get(at);
    if (!entry || !('alias' in entry)) return entry && linkIn(entry);
    at = entry.alias.movedTo;
  }
  return undefined;
}

const slugOf = (item: RawItem) => item.slug?.S ?? '';
const entryOf = (item: RawItem) => entryFrom(unmarshall(item) as Item);
const linkIn = (entry: Entry) => ('link' in entry ? entry.link : undefined);

/** Said with the item itself, so that whoever hears of the write cannot miss it (core/events/event.ts). Of an alias nobody is told. */
const marked = ({ item, entry }: Wanted): RawItem =>
  'alias' in entry || changeOf(entry) === '' ? item : { ...item, restored: { S: changeOf(entry) } };

function isNewer(entry: Entry, held: Entry): boolean {
  const [mine, other] = [linkIn(entry), linkIn(held)];
  return mine !== undefined && other !== undefined && mine.id === other.id && mine.version > other.version;
}

/** The same once more, for whoever changes the link at this moment. */
function conditionOf(entry: Entry): Condition {
  const link = linkIn(entry);
  const names = { '#slug': 'slug' };
  if (!link) return { expression: 'attribute_not_exists(#slug)', names };
  return {
    expression: 'attribute_not_exists(#slug) OR (#id = :id AND #version < :version)',
    names: { ...names, '#id': 'id', '#version': 'version' },
    values: { ':id': { S: link.id }, ':version': { N: String(link.version) } },
  };
}

/** Two links have tags of the same name, and the table takes each place once at a time. */
function uniqueHints(due: readonly Wanted[]): RawItem[] {
  const hints = due.flatMap(({ entry }): Place[] => {
    const link = linkIn(entry);
    return link ? [...tagItems(link), ...hintsOf(link)] : [];
  });
  const places = new Map(hints.map(hint => [`${hint.list}\n${hint.place}`, hint]));
  return [...places.values()].map(hint => marshall(hint, { removeUndefinedValues: true }));
}

const ROUNDS = 10;

async function entriesOf(
  items: readonly RawItem[],
  { client, tables, clock }: LinksContext,
): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  let left = [...new Set(items.map(slugOf))].map(slug => ({ slug: { S: slug } }) as RawItem);
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new Error(`DynamoDB did not answer ${left.length} links.`);
    if (round > 0) await clock.sleep(100 * 2 ** round);
    const RequestItems = { [tables.links]: { Keys: left, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
    for (const item of Responses?.[tables.links] ?? []) found.set(slugOf(item), entryOf(item));
    left = (UnprocessedKeys?.[tables.links]?.Keys ?? []) as RawItem[];
  }
  return found;
}
