import { classify } from '../crawlers/classify.ts';
import type { LogEntry } from '../logs/entry.ts';

/** One line as Loki takes it. The same entry of the same file always makes the same line, so Loki drops what is sent again. */
export interface LokiLine {
  /** The stream's labels as JSON, in a fixed order: equal texts are one stream. */
  stream: string;
  /** Milliseconds since 1970. */
  at: number;
  text: string;
  /** Time, text and structured metadata as JSON. */
  value: string;
}

/** Names under which streams are told apart. Each has few values, whatever clients send. */
export interface Labels {
  source: string;
  host: string;
  status: string;
  client: string;
}

/** Loki's own time is in nanoseconds, and no log's is: what is left says where in its file a line stood. */
const PLACES = 1_000_000;
/** Of structured metadata Loki takes 64 KB a line unless it is told otherwise. */
const MOST_CHARACTERS = 2048;
const HOST = /^[a-z0-9.-]{1,253}$/;

/** Fields of CloudFront's that an entry has no name for. All others are in the entry, or lead to whoever asked. */
const MORE_FIELDS: [name: string, field: string][] = [
  ['edge', 'x-edge-location'],
  ['detail', 'x-edge-detailed-result-type'],
  ['protocol', 'cs-protocol'],
  ['version', 'cs-protocol-version'],
  ['tls', 'ssl-protocol'],
  ['behavior', 'cache-behavior-path-pattern'],
  ['firstByte', 'time-to-first-byte'],
  ['originFirstByte', 'origin-fbl'],
];

/**
 * An entry as a line without the client's address, the query and the referrer's query: these are what names people.
 *
 * @param place where the entry stands in its file, by which lines of one millisecond keep their order
 */
export function lineOf(entry: LogEntry, place: number): LokiLine {
  const verdict = classify(entry.userAgent);
  const at = Math.floor(entry.at);
  const text = JSON.stringify(contentOf(entry, at));
  const nanoseconds = `${at}${String(place % PLACES).padStart(6, '0')}`;
  const metadata = {
    request_id: cut(entry.id),
    path: cut(entry.path),
    ...(entry.userAgent && { user_agent: cut(entry.userAgent) }),
    ...(verdict.name && { crawler: cut(verdict.name) }),
    ...(verdict.category && { category: verdict.category }),
    ...(entry.country && { country: cut(entry.country) }),
  };
  const stream = JSON.stringify(labelsOf(entry, verdict.kind));
  return { stream, at, text, value: JSON.stringify([nanoseconds, text, metadata]) };
}

/** A load balancer and a gateway answer to whatever host a client writes; CloudFront only to the distribution's own. */
function labelsOf({ source, host, status }: LogEntry, client: string): Labels {
  const isBounded = source === 'cloudfront' && HOST.test(host);
  return {
    source,
    host: isBounded ? host : 'other',
    status: status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : 'none',
    client,
  };
}

/** The order of names is part of the line: were it another, Loki would take what is sent again for something new. */
function contentOf(entry: LogEntry, at: number): Record<string, string | number> {
  const { id, method, host, path, status, result, tookMs, bytes, country, contentType } = entry;
  const content: Record<string, string | number> = {
    time: new Date(at).toISOString(),
    id,
    method,
    host,
    path,
    status,
    result,
    tookMs,
    bytes,
    country,
    contentType,
    referrer: entry.referrer.replace(/[?#].*$/s, ''),
  };
  const fields = entry.fields();
  for (const [name, field] of MORE_FIELDS) {
    const value = fields[field];
    if (value !== undefined && value !== '-') content[name] = value;
  }
  for (const name in content) if (content[name] === '') delete content[name];
  return content;
}

/** Never in the middle of a character. */
const cut = (text: string) =>
  text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '') : text;

/**
 * The same line in a stream of its own hour. Loki takes nothing into a stream that is an hour older than its newest line, and
 * CloudFront's files may come a day late.
 */
export function lateLine(line: LokiLine): LokiLine {
  const late = new Date(line.at).toISOString().slice(0, 13);
  return { ...line, stream: JSON.stringify({ ...(JSON.parse(line.stream) as Labels), late }) };
}
