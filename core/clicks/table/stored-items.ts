import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../../dynamodb.ts';
import { ServiceFault } from '../../problem.ts';
import type { Item, Key } from '../item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const GET_BATCH = 100;
/** So many answers in a row may bring nothing. */
const PATIENCE = 4;

export const nameOf = ({ subject, period }: Key): string => `${subject}\n${period}`;

/** In DynamoDB's words: each name in a path stands for itself, whatever words are reserved. */
function projectionOf(paths: readonly string[]) {
  const names = [...new Set(paths.flatMap(path => path.split('.')))];
  return {
    ProjectionExpression: paths.map(path => path.replace(/\w+/g, '#$&')).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
  };
}

/** The requests by which items of counts are read and written. All reject with a ServiceFault. */
export class StoredItems {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Those of the keys' items that there are, by `nameOf`; as they are now.
   *
   * @param wanted the parts of items that are read, such as `counts.clicks`; all without it. DynamoDB counts the whole item as read all the
   * same. What falls is what it sends, and what has to be parsed here: of an item as large as it gets, 100 bytes in place of 100,000
   */
  async get(keys: readonly Key[], wanted?: readonly string[]): Promise<Map<string, Item>> {
    const projection = wanted && projectionOf(['subject', 'period', ...wanted]);
    const items = new Map<string, Item>();
    for (let start = 0; start < keys.length; start += GET_BATCH)
      for (const item of await this.#batch(keys.slice(start, start + GET_BATCH), projection))
        items.set(nameOf(item), item);
    return items;
  }

  /** The item of a key, as it is now. */
  async getOne({ subject, period }: Key): Promise<Item | undefined> {
    const { client, name: TableName } = this.#table;
    const command = new GetCommand({ TableName, Key: { subject, period }, ConsistentRead: true });
    return (await reach(client.send(command))).Item as Item | undefined;
  }

  async #batch(
    keys: readonly Key[],
    projection: ReturnType<typeof projectionOf> | undefined,
  ): Promise<Item[]> {
    const { client, name } = this.#table;
    const items: Item[] = [];
    let left: Key[] = keys.map(({ subject, period }) => ({ subject, period }));
    let empty = 0;
    while (left.length > 0) {
      if (empty === PATIENCE)
        throw new ServiceFault('DynamoDB', new Error(`${left.length} counts were not read`));
      const RequestItems = { [name]: { Keys: left, ConsistentRead: true, ...projection } };
      const answer = await reach(client.send(new BatchGetCommand({ RequestItems })));
      const read = (answer.Responses?.[name] ?? []) as Item[];
      items.push(...read);
      const unread = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
      // Not all at once: of what lies together in the table an answer has 1 MB at most, twenty items that are as large as they get.
      empty = unread.length < left.length ? 0 : empty + 1;
      left = unread;
    }
    return items;
  }

  /** The items of a subject from one period to another of the same tier, in order; as they are now. */
  async between(subject: string, first: string, last: string): Promise<Item[]> {
    return await this.#query(subject, first, last, { ConsistentRead: true });
  }

  /** The same as they were a moment ago, and of each only some parts, such as `hours` or `by.country`. */
  async partsBetween(
    subject: string,
    first: string,
    last: string,
    wanted: readonly string[],
  ): Promise<Item[]> {
    return await this.#query(subject, first, last, projectionOf(['subject', 'period', ...wanted]));
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

  /** Puts an item in the place of the one of the version before it; false where there is another version. */
  async put(item: Item): Promise<boolean> {
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
