import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB has it: nothing is lost of numbers, sets and bytes. */
export type RawItem = Record<string, AttributeValue>;

/** An item as one line of JSON, as DynamoDB's own API writes it: bytes are base64. */
export function lineOf(item: RawItem): string {
  const text = JSON.stringify(item, (_, value) =>
    value instanceof Uint8Array || isBuffer(value) ? base64(value) : value,
  );
  // Two signs that JSON allows, and readers of lines take for the end of one.
  return `${text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

/** The way back. Throws for a line that is no item. */
export function itemOf(line: string): RawItem {
  return Object.fromEntries(
    Object.entries(JSON.parse(line) as RawItem).map(([name, value]) => [name, withBytes(value)]),
  );
}

/** What a Buffer says of itself to JSON before anybody else is asked. */
interface BufferJson {
  type: 'Buffer';
  data: number[];
}
const isBuffer = (value: unknown): value is BufferJson =>
  typeof value === 'object' &&
  value !== null &&
  (value as Partial<BufferJson>).type === 'Buffer' &&
  Array.isArray((value as Partial<BufferJson>).data);

const base64 = (value: Uint8Array | BufferJson) =>
  Buffer.from(value instanceof Uint8Array ? value : value.data).toString('base64');

function withBytes(value: AttributeValue): AttributeValue {
  const { B, BS, L, M } = value as { B?: string; BS?: string[]; L?: AttributeValue[]; M?: RawItem };
  if (B !== undefined) return { B: Buffer.from(B, 'base64') };
  if (BS) return { BS: BS.map(each => Buffer.from(each, 'base64')) };
  if (L) return { L: L.map(withBytes) };
  if (M) return { M: Object.fromEntries(Object.entries(M).map(([name, each]) => [name, withBytes(each)])) };
  return value;
}
