import { LineError, type LogEntry } from '../entry.ts';
import { cloudfrontEntry } from './cloudfront.ts';
import { httpApiEntry } from './http-api.ts';
import { areCloudFronts, documentedName, Names } from './names.ts';
import { Shape } from './shape.ts';

/** After so many lines a shape is learnt: to make its pattern ready takes about as long as JSON.parse takes for these. */
const LEARN_EVERY = 200;

/** Reads lines that are one JSON object each: CloudFront's, or the HTTP API's as their names tell. */
export class JsonReader {
  #known: ((line: string) => LogEntry | undefined) | undefined;
  /** The lines that were of no known shape. */
  #others = 0;

  entry(line: string): LogEntry {
    return this.#known?.(line) ?? this.#parsed(line);
  }

  #parsed(line: string): LogEntry {
    const fields = parse(line);
    if (++this.#others % LEARN_EVERY === 0)
      this.#known = readerLike(line, Object.keys(fields)) ?? this.#known;
    return entryOf(fields);
  }
}

function entryOf(fields: Record<string, string>): LogEntry {
  if (fields['cs-uri-stem'] !== undefined) return cloudfrontEntry(fields, () => fields);
  if (!areCloudFronts(Object.keys(fields))) return httpApiEntry(fields);
  const named = new Map(Object.entries(fields).map(([name, value]) => [documentedName(name), value]));
  return cloudfrontEntry(Object.fromEntries(named), () => fields);
}

/** What reads the lines that are written as this one is, and no others. */
function readerLike(
  line: string,
  own: readonly string[],
): ((line: string) => LogEntry | undefined) | undefined {
  const shape = Shape.of(line, own);
  if (!shape) return undefined;
  const names = own.includes('cs-uri-stem') ? new Names(own, own) : new Names(own);
  const isCloudFronts = areCloudFronts(own);
  return line => {
    const values = shape.valuesOf(line);
    if (!values) return undefined;
    if (!isCloudFronts) return httpApiEntry(names.own(values));
    return cloudfrontEntry(names.documented(values), names.whenAsked(values));
  };
}

/** All values are text, also where a log has numbers. */
function parse(line: string): Record<string, string> {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(line);
  } catch {
    throw new LineError('it is no JSON');
  }
  for (const name in object) {
    const value = object[name];
    if (typeof value !== 'string')
      object[name] = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return object as Record<string, string>;
}
