import type { Clock } from '../../clock.ts';

/** So many rows are begun together; the next ones once all of them are answered. As many keys are read by one request. */
const TOGETHER = 100;

export interface Bounds {
  clock: Clock;
  /** Milliseconds since 1970: what has not begun by then does not begin, and what has not ended by then is given up. */
  begin: number;
  end: number;
  /** Bytes of JSON: once the results have so many no more rows begin. */
  bytes: number;
}

/** What becomes of a row that has not begun, or whose end nobody has seen. */
export interface Left<Result> {
  notBegun: Result;
  notEnded: Result;
}

/**
 * Answers rows in their order, within bounds. Of rows of the same name the next begins once the one before has ended: so it finds
 * what that has made.
 *
 * @param answer never rejects
 */
export async function answerRows<Row extends { name: string }, Result>(
  rows: readonly Row[],
  answer: (row: Row) => Promise<Result>,
  { clock, begin, end, bytes }: Bounds,
  left: Left<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const stopped = new AbortController();
  const late = clock.sleep(Math.max(0, end - clock.now()), stopped.signal).then(() => left.notEnded);
  let written = 0;
  for (let start = 0; start < rows.length; start += TOGETHER) {
    const some = rows.slice(start, start + TOGETHER);
    if (clock.now() >= begin || written >= bytes) results.push(...some.map(() => left.notBegun));
    else {
      const answered = await Promise.all(inTurn(some, answer).map(each => Promise.race([each, late])));
      written += answered.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0);
      results.push(...answered);
    }
  }
  stopped.abort();
  return results;
}

function inTurn<Row extends { name: string }, Result>(
  rows: readonly Row[],
  answer: (row: Row) => Promise<Result>,
): Promise<Result>[] {
  const last = new Map<string, Promise<Result>>();
  return rows.map(row => {
    const before = last.get(row.name);
    const own = before ? before.then(() => answer(row)) : answer(row);
    last.set(row.name, own);
    return own;
  });
}
