import { JsonCutter } from './json-cutter.ts';
import type { Said } from './said.ts';
import { FileFault } from './text.ts';

/** An object of a file; of JSON Lines `line` is its line, of one document its number, from 1. */
export type JsonRow = { line: number; value: unknown } | { line: number; wrong: Said };

const MAX_ROW = 1_000_000;

/** Reads JSON Lines: a line that is wrong is told by itself. Empty lines are none. Spec: https://jsonlines.org */
export async function* jsonLines(text: AsyncIterable<string>): AsyncGenerator<JsonRow> {
  let rest = '';
  let line = 0;
  let isTooLong = false;
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) {
      line++;
      yield* rowOf(each, line, isTooLong);
      isTooLong = false;
    }
    // What is longer than a row may be is not kept, and its end is waited for.
    if (rest.length > MAX_ROW) {
      isTooLong = true;
      rest = '';
    }
  }
  yield* rowOf(rest, line + 1, isTooLong);
}

function* rowOf(text: string, line: number, isTooLong: boolean): Generator<JsonRow> {
  if (isTooLong || text.length > MAX_ROW) yield { line, wrong: { says: 'too-long', most: MAX_ROW } };
  else if (text.trim() !== '') {
    try {
      yield { line, value: JSON.parse(text) };
    } catch {
      yield { line, wrong: { says: 'no-json' } };
    }
  }
}

/**
 * The values at a path of a JSON document, or of several ones behind each other, as they come: none but the one that is read is
 * ever kept.
 *
 * @param path such as `$.data.*`
 * @throws FileFault where the document is no JSON, or ends too early
 */
export async function* jsonValues(text: AsyncIterable<string>, path: string): AsyncGenerator<JsonRow> {
  const cutter = new JsonCutter(path);
  let line = 0;
  let sinceLast = 0;
  const fail = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    return new FileFault({ says: 'json-ends', entries: line, reason });
  };
  for await (const part of text) {
    const before = line;
    try {
      for (const value of cutter.read(part)) yield { line: ++line, value };
    } catch (error) {
      throw fail(error);
    }
    sinceLast = line > before ? 0 : sinceLast + part.length;
    if (sinceLast > MAX_ROW) throw new FileFault({ says: 'entry-too-long', entries: line, most: MAX_ROW });
  }
  try {
    cutter.end();
  } catch (error) {
    throw fail(error);
  }
  if (line === 0) throw new FileFault({ says: 'no-entries' });
}
