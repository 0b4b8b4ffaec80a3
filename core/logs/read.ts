import { type BrokenLine, KEPT_CHARACTERS, LineError, type LogEntry, LogFileBroken } from './entry.ts';
import { albEntry, isAlb } from './formats/alb.ts';
import { ColumnReader } from './formats/columns.ts';
import { JsonReader } from './formats/json.ts';
import { GunzipError } from './gunzip.ts';
import { readLines } from './lines.ts';

/** What a file does not tell of itself: only CloudFront's "plain" ones need it. */
export interface ReadOptions {
  /** The columns' names in their order. */
  fields?: readonly string[];
  /** What is between columns, when that is neither a tab nor blanks. */
  delimiter?: string;
}

/**
 * What a log file tells of, line by line in its order. Its format is told by its content, and a line that cannot be read ends
 * nothing. Headers and empty lines count as lines, and are told nothing of. Throws LogFileBroken at the end of what could be
 * read of a broken gzip, and what `chunks` throws.
 */
export async function* readLog(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<LogEntry | BrokenLine> {
  for await (const batch of readLogBatches(chunks, options)) yield* batch;
}

/** The same, many lines at once, for whoever has a million of them. */
export async function* readLogBatches(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<(LogEntry | BrokenLine)[]> {
  const columns = new ColumnReader(options);
  const json = new JsonReader();
  let number = 0;
  try {
    for await (const { lines, broken } of readLines(chunks)) {
      const items: (LogEntry | BrokenLine)[] = [];
      for (const line of lines) {
        const item = itemOf(line, ++number, columns, json);
        if (item) items.push(item);
      }
      if (broken) items.push(brokenLine(++number, broken.reason, broken.text));
      if (items.length > 0) yield items;
    }
  } catch (error) {
    throw error instanceof GunzipError ? new LogFileBroken(Math.max(number, 1), error.message) : error;
  }
}

function itemOf(
  bytes: string,
  number: number,
  columns: ColumnReader,
  json: JsonReader,
): LogEntry | BrokenLine | undefined {
  const line = withoutMarks(bytes, number === 1);
  if (line === '') return undefined;
  try {
    if (line.startsWith('{')) return json.entry(line);
    if (line.startsWith('#')) return void columns.header(line);
    return isAlb(line) ? albEntry(line) : columns.entry(line);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return brokenLine(number, error.message, line);
  }
}

/** Without the carriage return of Windows, and the mark by which some editors begin a file. */
function withoutMarks(line: string, isFirst: boolean): string {
  const from = isFirst && line.startsWith('\ufeff') ? 1 : 0;
  const to = line.endsWith('\r') ? line.length - 1 : line.length;
  return from === 0 && to === line.length ? line : line.slice(from, to);
}

function brokenLine(line: number, reason: string, text: string): BrokenLine {
  return { line, reason, text: text.slice(0, KEPT_CHARACTERS) };
}
