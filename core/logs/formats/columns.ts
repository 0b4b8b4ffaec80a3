import { LineError, type LogEntry } from '../entry.ts';
import { cloudfrontEntry } from './cloudfront.ts';
import { Names } from './names.ts';

/** The columns of CloudFront's files, which a header may name otherwise: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
const LEGACY =
  `date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query ` +
  `cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ` +
  `ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte ` +
  `x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end`;

/** The fewest a file has had, up to the query: those of the first years. */
const FEWEST_LEGACY = 12;

/** Reads lines of columns, whose names a header tells, or whoever knows the delivery, or else the order of legacy files. */
export class ColumnReader {
  #names: Names | undefined;
  readonly #delimiter: string | undefined;

  constructor({ fields, delimiter }: { fields?: readonly string[]; delimiter?: string }) {
    this.#names = fields && new Names(fields);
    this.#delimiter = delimiter;
  }

  /** A line that starts with `#`. Only that of the fields' names matters. */
  header(line: string): void {
    const names = /^#\s*Fields:(.*)$/i.exec(line)?.[1];
    if (names !== undefined) this.#names = new Names(names.split(/[\s,;|]+/).filter(name => name !== ''));
  }

  entry(line: string): LogEntry {
    const delimiter = this.#delimiter ?? (line.includes('\t') ? '\t' : / +/);
    const values = line.split(delimiter);
    const names = this.#names ?? legacyNames(values);
    if (this.#names && values.length !== names.count)
      throw new LineError(`it has ${values.length} columns of ${names.count}`);
    return cloudfrontEntry(names.documented(values), names.whenAsked(values));
  }
}

/** Files without a header: the order has never changed, and what AWS adds comes last. */
function legacyNames(values: readonly string[]): Names {
  if (values.length < FEWEST_LEGACY || !/^\d{4}-\d\d-\d\d$/.test(values[0] ?? ''))
    throw new LineError('it is of no log that is known');
  return LEGACY_NAMES;
}

const LEGACY_NAMES = new Names(LEGACY.split(' '));
