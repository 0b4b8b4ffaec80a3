import { BatchGetCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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
  /** The fewest clicks first; else the most. */
  ascending?: boolean;
}

/** The claim is too old for an item: the file has to be claimed above `least`, or turns out to be done. */
export class ClaimTooOld extends Error {
  readonly least: number;
  constructor(least: number) {
    super('The claim is too old');
    this.least = least;
  }
}

const partId = ({ file, pass }: Part) => (pass === 0 ? file : `${file}.${pass}`);
const fileOf = (part: string) => part.replace(/\..*$/, '');
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
    const { client, name: TableName } = this.#table;
    const counted: Counted[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: 'subject = :subject AND period BETWEEN :first AND :last',
        ...projectionOf(['subject', 'period', ...wanted]),
        ExpressionAttributeValues: { ':subject': subject, ':first': first, ':last': last },
        ...(after && { ExclusiveStartKey: after }),
      });
      const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
      counted.push(...(Items as Item[]).map(countedFrom));
      after = LastEvaluatedKey;
    } while (after);
    return counted;
  }

  /**
   * Links that have clicks in a period, by these, as they were a moment ago.
   *
   * @param period of a day, a month or ever since
   * @throws ServiceFault
   */
  async ranked(period: string, { limit, after, ascending = false }: RankedRequest): Promise<RankedPage> {
    const rank = `link#${period}`;
    const command = new QueryCommand({
      TableName: this.#table.name,
      IndexName: 'ranked',
      KeyConditionExpression: '#rank = :rank AND #clicks > :none',
      ExpressionAttributeNames: { '#rank': 'rank', '#clicks': 'clicks' },
      ExpressionAttributeValues: { ':rank': rank, ':none': 0 },
      ScanIndexForward: ascending,
      Limit: limit,
      ...(after && {
        ExclusiveStartKey: { rank, clicks: after.clicks, subject: after.subject, period },
      }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(this.#table.client.send(command));
    return { items: Items as Ranked[], isMore: LastEvaluatedKey !== undefined };
  }

  /**
   * Adds to each of the items what a part of a log file has of it, unless it is there already.
   *
   * @throws ClaimTooOld
   * @throws ServiceFault some may be added then; the same call again adds the others
   */
  async add(additions: readonly Addition[], part: Part): Promise<void> {
    for (let start = 0; start < additions.length; start += GET_BATCH) {
      const batch = additions.slice(start, start + GET_BATCH);
      const items = await this.#getAll(batch);
      await Promise.all(batch.map(addition => this.#addOne(addition, items.get(nameOf(addition)), part)));
    }
  }

  async #addOne(addition: Addition, found: Item | undefined, part: Part): Promise<void> {
    for (let item = found; ; item = await this.#get(addition)) {
      if (item?.files.has(partId(part))) return;
      if (item?.floor !== undefined && item.floor >= part.claim) throw new ClaimTooOld(item.floor + 1);
      const next = added(item, addition, partId(part));
      if (await this.#put(next.files.size > this.#mostNoted ? await this.#thinned(next, part) : next)) return;
    }
  }

  /** Without the notes of files that are done. */
  async #thinned(item: Item, { file }: Part): Promise<Item> {
    const noted = [...new Set([...item.files].map(fileOf))].filter(each => each !== file).slice(0, GET_BATCH);
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
