type Item = Record<string, unknown>;
type Writes = Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;

/** The tables that hold links, and what they are found by. */
const COUNTED = ['links', 'hints'];

/**
 * Write units of a request: one for each KB begun of each item, and one for what is deleted.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 *
 * @param target such as `DynamoDB_20120810.PutItem`
 */
export function unitsOf(target: string, body: Buffer): number {
  if (!/\.(PutItem|BatchWriteItem)$/.test(target)) return 0;
  const { TableName, Item, RequestItems } = JSON.parse(body.toString()) as {
    TableName?: string;
    Item?: Item;
    RequestItems?: Writes;
  };
  if (RequestItems)
    return COUNTED.flatMap(name => RequestItems[name] ?? []).reduce(
      (sum, { PutRequest }) => sum + (PutRequest ? unitsOfItem(PutRequest.Item) : 1),
      0,
    );
  return Item && COUNTED.includes(TableName ?? '') ? unitsOfItem(Item) : 0;
}

const unitsOfItem = (item: Item) => Math.ceil(bytesOf(item) / 1024);

/** Names and values, without the letters that say of which kind a value is. */
function bytesOf(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesIn(value),
    0,
  );
}

function bytesIn(value: unknown): number {
  const [[kind, content] = ['', '']] = Object.entries(value as Item);
  if (kind === 'M') return 3 + bytesOf(content as Item);
  if (kind === 'L')
    return 3 + (content as unknown[]).reduce((sum: number, each) => sum + 1 + bytesIn(each), 0);
  return Buffer.byteLength(String(content));
}
