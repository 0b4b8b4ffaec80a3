import { type BrokenLine, KEPT_CHARACTERS, LineError, type LogEntry } from './entry.ts';
import { jsonEntry } from './formats/json.ts';
import { readLines } from './lines.ts';

export interface ReadOptions {
  /** The names of the columns, for a file that does not tell them. */
  fields?: readonly string[];
}

/**
 * What a log file tells of, line by line in its order. Its format is told by its content, and a line that cannot be read ends
 * nothing. Throws LogFileBroken at the end of what could be read of a broken file.
 */
export async function* readLog(
  chunks: AsyncIterable<Uint8Array>,
  _options: ReadOptions = {},
): AsyncGenerator<LogEntry | BrokenLine> {
  let number = 0;
  for await (const line of readLines(chunks)) {
    number++;
    if (line !== '' && !line.startsWith('#')) yield entryOf(line, number);
  }
}

function entryOf(line: string, number: number): LogEntry | BrokenLine {
  try {
    return jsonEntry(line);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return { line: number, reason: error.message, text: line.slice(0, KEPT_CHARACTERS) };
  }
}
