/** One request as a log tells of it, whichever log that is. It may keep 64 KB of the file in memory; its texts keep nothing. */
export interface LogEntry {
  source: 'cloudfront' | 'alb' | 'http-api';
  /** When the answer was given: milliseconds since 1970. */
  at: number;
  /** The log's own name for the request: x-edge-request-id, the trace's id, requestId. */
  id: string;
  /** The client's address, without a port. */
  client: string;
  /** Two letters; '' where the log does not say. */
  country: string;
  method: string;
  /** What the client asked for: lower case, no port. */
  host: string;
  /** As the browser sent it, so still percent-encoded. */
  path: string;
  /** As the browser sent it, without its question mark. */
  query: string;
  /** 0 where nothing was answered, for the client had gone. */
  status: number;
  /** As the client sent it; '' where it sent none. */
  referrer: string;
  /** As the client sent it; '' where it sent none. */
  userAgent: string;
  contentType: string;
  /** Sent to the client. */
  bytes: number;
  tookMs: number;
  /** What CloudFront calls x-edge-result-type; '' elsewhere. */
  result: string;
  /** All of the line, by the log's own names and with its own encoding. Few ask for it, and it may be made only then. */
  fields: () => Record<string, string>;
}

/** A line nobody can read, and where it is. */
export interface BrokenLine {
  /** The first is 1. */
  line: number;
  reason: string;
  /** The line, as far as KEPT_CHARACTERS. */
  text: string;
}

/** So much of a broken line is kept, for whoever looks for what was wrong. */
export const KEPT_CHARACTERS = 1000;

export function isBroken(item: object): item is BrokenLine {
  return 'reason' in item;
}

/** What a format's reader throws of a line that is none: its message is the reason. */
export class LineError extends Error {}

/** The file itself ends where it should not, or is no gzip from somewhere on. What could be read was handed out before. */
export class LogFileBroken extends Error {
  override readonly name = 'LogFileBroken';
  /** The line in which the file breaks off. */
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`the file breaks off in line ${line}: ${reason}`);
    this.line = line;
  }
}
