import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { ServiceFault } from '../problem.ts';
import { type Addition, added, type Counted, countedFrom, type Item, type Key } from './item.ts';
import { Ledger } from './ledger.ts';

/** Above this an item's notes are thinned: each write of it costs by its size. */
const MOST_NOTED = 64;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const GET_BATCH = 100;
const ROUNDS = 4;

/** A part of a log file that is added to items, as whoever claimed the file. */
export interface Part {
  /** The file's id; a file that is read in several passes has one part for each. */
  file: string;
  pass: number;
  claim: number;
}

/** A link among the others of a period, by its clicks. */
export interface Ranked {
  subject: string;
  clicks: number;
  /** What the link was kept under when it was counted last. */
  link?: string | undefined;
}

export interface RankedPage {
  items: Ranked[];
  /** Whether there may be more. */
  isMore: boolean;
}

export interface RankedRequest {
  limit: number;
  /** The last one of the page before. */
  after?: Ranked | undefined;
  /** The fewest clicks first; else the most. Whoever wants to see all begins below: those that are clicked meanwhile rise, and are still to come. */
  ascending?: boolean;
  /** Those as well that were followed by nobody but crawlers and such. */
  all?: boolean;
}

/** What a part of a log file adds to items: one addition for each of them. */
export interface PartAdditions {
  part: Part;
  additions: readonly Addition[];
}

/** A file's claim is too old for an item: the file has to be claimed above `least`, or turns out to be done. */
export class ClaimTooOld extends Error {
  readonly file: string;
  readonly least: number;
  constructor(file: string, least: number) {
    super('The claim is too old');
    this.file = file;
    this.least = least;
  }
}

/** In which order items are added to: those that others are the sum of come first. */
const FLOORS: ((period: string) => boolean)[] = [
  period => !period.startsWith('month#') && !period.startsWith('all#'),
  period => period.startsWith('month#'),
  period => period.startsWith('all#'),
];

/** What one item gets. */
interface Gets {
  addition: Addition;
  part: Part;
}

const partId = ({ file, pass }: Part) => (pass === 0 ? file : `${file}.${pass}`);
/** The file that a note in an item is of. */
export const fileOf = (part: string) => part.replace(/\..*$/, '');
const nameOf = ({ subject, period }: Key) => `${subject}\n${period}`;

/** In DynamoDB's words: each name in a path stands for itself, whatever words are reserved. */
function projectionOf(paths: readonly string[]) {
  const names = [...new Set(paths.flatMap(path => path.split('.')))];
  return {
    ProjectionExpression: paths.map(path => path.replace(/\w+/g, '#$&')).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
  };
}

/**
 * The only module that knows the items of counts. Each part of a log file is added to an item exactly once: one put on condition that the
 * item is as it was read adds it and notes it in the same item. Notes are taken out only of files that are done, and the item
 * remembers the last time any of those was (`floor`). Whoever stalled over a file that others have done meanwhile holds an older
 * claim than that, and may not add.
 */
export class ClicksTable {
  readonly ledger: Ledger;
  readonly #table: Table;
  readonly #mostNoted: number;

  /** @param mostNoted how many parts of log files an item notes before it forgets those that are done */
  constructor(table: Table, mostNoted = MOST_NOTED) {
    this.#table = table;
    this.#mostNoted = mostNoted;
    this.ledger = new Ledger(table);
  }

  /** What was counted for each of the keys that has an item. As it is now. Rejects with a ServiceFault. */
  async read(keys: readonly Key[]): Promise<Counted[]> {
    return [...(await this.#getAll(keys)).values()].map(countedFrom);
  }

  /**
   * What was counted of a subject from one period to another of the same tier, in order.
   *
   * @param wanted the parts of items that are read, such as `hours` or `by.country`; others are empty then. An item is large, and whoever
   * asks over time needs a tenth of it
   * @throws ServiceFault
   */
  async range(subject: string, first: string, last: string, wanted: readonly string[]): Promise<Counted[]> {
    const projection = projectionOf(['subject', 'period', ...wanted]);
    return (await this.#query(subject, first, last, projection)).map(countedFrom);
  }

  async #query(
    subject: string,
    first: string,
    last: string,
    more: Partial<QueryCommandInput>,
  ): Promise<Item[]> {
    const { client, name: TableName } = this.#table;
    const items: Item[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName,
        ...more,
        KeyConditionExpression: 'subject = :subject AND period BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':subject': subject, ':first': first, ':last': last },
        ...(after && { ExclusiveStartKey: after }),
      });
      const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
      items.push(...(Items as Item[]));
      after = LastEvaluatedKey;
    } while (after);
    return items;
  }

  /** The items of a subject from one period to another of the same tier, in order; as they are now. Rejects with a ServiceFault. */
  async itemsOf(subject: string, first: string, last: string): Promise<Item[]> {
    return await this.#query(subject, first, last, { ConsistentRead: true });
  }

  /** Those of the keys' items that there are, as they are now. Rejects with a ServiceFault. */
  async items(keys: readonly Key[]): Promise<Item[]> {
    return [...(await this.#getAll(keys)).values()];
  }

  /** Puts an item in the place of the one of the version before it; false where there is another version. Rejects with a ServiceFault. */
  async replace(item: Item): Promise<boolean> {
    return await this.#put(item);
  }

  /**
   * All subjects that have a day and begin as one of `kinds`, such as `tag#`. It looks at each item of the table, and is not for links,
   * of which `ranked` tells. Rejects with a ServiceFault.
   */
  async subjects(kinds: readonly string[]): Promise<string[]> {
    const { client, name: TableName } = this.#table;
    const subjects = new Set<string>();
    let after: Record<string, unknown> | undefined;
    do {
      const command = new ScanCommand({
        TableName,
        ConsistentRead: true,
        ProjectionExpression: 'subject',
        FilterExpression: `begins_with(period, :day) AND (${kinds.map((_, i) => `begins_with(subject, :kind${i})`).join(' OR ')})`,
        ExpressionAttributeValues: {
          ':day': 'day#',
          ...Object.fromEntries(kinds.map((kind, i) => [`:kind${i}`, kind])),
        },
        ...(after && { ExclusiveStartKey: after }),
      });
      const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
      for (const { subject } of Items) subjects.add(String(subject));
      after = LastEvaluatedKey;
    } while (after);
    return [...subjects].sort();
  }

  /**
   * Links that have clicks in a period, by these, as they were a moment ago.
   *
   * @param period of a day, a month or ever since
   * @throws ServiceFault
   */
  async ranked(
    period: string,
    { limit, after, ascending = false, all = false }: RankedRequest,
  ): Promise<RankedPage> {
    const rank = `link#${period}`;
    const command = new QueryCommand({
      TableName: this.#table.name,
      IndexName: 'ranked',
      KeyConditionExpression: '#rank = :rank AND #clicks > :least',
      ExpressionAttributeNames: { '#rank': 'rank', '#clicks': 'clicks' },
      ExpressionAttributeValues: { ':rank': rank, ':least': all ? -1 : 0 },
      ScanIndexForward: ascending,
      Limit: limit,
      ...(after && {
        ExclusiveStartKey: { rank, clicks: after.clicks, subject: after.subject, period },
      }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(this.#table.client.send(command));
    return { items: Items as Ranked[], isMore: LastEvaluatedKey !== undefined };
  }

  /** Adds what one part of a log file has: see `addAll`. */
  async add(additions: readonly Addition[], part: Part): Promise<void> {
    await this.addAll([{ part, additions }]);
  }

  /**
   * Adds to each of the items what parts of log files have of it, those that are not there already. All that go into an item are
   * added and noted by one put, so that each is either in it and noted, or neither. A part is in all hours and days before it is in
   * any month, and in all months before it is in what was ever counted: recount/roll-up.ts stands on that.
   *
   * @throws ClaimTooOld
   * @throws ServiceFault some may be added then; the same call again adds the others
   */
  async addAll(parts: readonly PartAdditions[]): Promise<void> {
    const wanted = new Map<string, [Gets, ...Gets[]]>();
    for (const { part, additions } of parts)
      for (const addition of additions) {
        const known = wanted.get(nameOf(addition));
        if (known) known.push({ addition, part });
        else wanted.set(nameOf(addition), [{ addition, part }]);
      }
    for (const isOfFloor of FLOORS) {
      const all = [...wanted.values()].filter(([{ addition }]) => isOfFloor(addition.period));
      for (let start = 0; start < all.length; start += GET_BATCH) {
        const batch = all.slice(start, start + GET_BATCH);
        const items = await this.#getAll(batch.map(([{ addition }]) => addition));
        await Promise.all(batch.map(gets => this.#addOne(gets, items.get(nameOf(gets[0].addition)))));
      }
    }
  }

  async #addOne(all: [Gets, ...Gets[]], found: Item | undefined): Promise<void> {
    for (let item = found; ; item = await this.#get(all[0].addition)) {
      const [first, ...more] = all.filter(({ part }) => !item?.files.has(partId(part)));
      if (!first) return;
      const missing = [first, ...more];
      const floor = item?.floor;
      const late = floor !== undefined && missing.find(({ part }) => part.claim <= floor);
      if (late) throw new ClaimTooOld(late.part.file, floor + 1);
      const additions = [first.addition, ...more.map(({ addition }) => addition)] as const;
      const next = added(
        item,
        additions,
        missing.map(({ part }) => partId(part)),
      );
      const files = new Set(missing.map(({ part }) => part.file));
      if (await this.#put(next.files.size > this.#mostNoted ? await this.#thinned(next, files) : next))
        return;
    }
  }

  /** Without the notes of files that are done, but for those that are added now. */
  async #thinned(item: Item, kept: ReadonlySet<string>): Promise<Item> {
    const noted = [...new Set([...item.files].map(fileOf))]
      .filter(each => !kept.has(each))
      .slice(0, GET_BATCH);
    const done = await this.ledger.doneAt(noted);
    if (done.size === 0) return item;
    return {
      ...item,
      files: new Set([...item.files].filter(each => !done.has(fileOf(each)))),
      floor: Math.max(item.floor ?? 0, ...done.values()),
    };
  }

  async #get({ subject, period }: Key): Promise<Item | undefined> {
    const { client, name: TableName } = this.#table;
    const command = new GetCommand({ TableName, Key: { subject, period }, ConsistentRead: true });
    return (await reach(client.send(command))).Item as Item | undefined;
  }

  async #getAll(keys: readonly Key[]): Promise<Map<string, Item>> {
    const { client, name } = this.#table;
    const items = new Map<string, Item>();
    for (let start = 0; start < keys.length; start += GET_BATCH) {
      let left: Key[] = keys
        .slice(start, start + GET_BATCH)
        .map(({ subject, period }) => ({ subject, period }));
      for (let round = 0; left.length > 0; round++) {
        if (round === ROUNDS)
          throw new ServiceFault('DynamoDB', new Error(`${left.length} counts were not read`));
        const RequestItems = { [name]: { Keys: left, ConsistentRead: true } };
        const answer = await reach(client.send(new BatchGetCommand({ RequestItems })));
        for (const item of (answer.Responses?.[name] ?? []) as Item[]) items.set(nameOf(item), item);
        left = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
      }
    }
    return items;
  }

  async #put(item: Item): Promise<boolean> {
    const { client, name: TableName } = this.#table;
    const isNew = item.version === 1;
    const command = new PutCommand({
      TableName,
      Item: item,
      ...(isNew
        ? { ConditionExpression: 'attribute_not_exists(subject)' }
        : {
            ConditionExpression: '#version = :read',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':read': item.version - 1 },
          }),
    });
    return await written(client.send(command));
  }
}
