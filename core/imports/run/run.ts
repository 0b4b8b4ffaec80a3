import type { Row } from '../read.ts';
import { Batch, type BatchRun } from './batch.ts';
import { planOf } from './plan.ts';

export interface ImportRun extends BatchRun {
  rows: AsyncIterable<Row>;
  /** So many rows of the file were done before. */
  from: number;
  signal?: AbortSignal;
  /** Links of a request; as many as are good for it without. */
  atOnce?: number;
}

/** Few enough for a function to make, and to be sent again after a crash. What is only asked for is read by fewer requests. */
const LINKS = { real: 250, dry: 1000 };

/**
 * Brings the links of a file into the API, in their order, and tells what became of each. Whatever stops it, the rows that were
 * not done are sent again, and what is there is found: nothing is made twice.
 *
 * @throws an error of one sentence where the API gives up, and a FileFault where the file cannot be read on
 */
export async function importLinks(run: ImportRun): Promise<void> {
  const { rows, options, isReal, from, signal } = run;
  const { atOnce: most = isReal ? LINKS.real : LINKS.dry } = run;
  let batch = new Batch(run);
  let number = 0;
  for await (const row of rows) {
    if (number >= from) {
      const plan = planOf(row, options);
      if (batch.isFullWith(plan, most)) {
        await batch.send(number);
        if (signal?.aborted) return;
        batch = new Batch(run, batch.seen);
      }
      batch.add(row.line, plan);
    }
    number++;
  }
  await batch.send(number);
}
