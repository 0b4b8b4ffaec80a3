import type { Countable, Outcome } from '../clicks/add-files.ts';
import type { Ledger } from '../clicks/table/ledger.ts';
import type { Clock } from '../clock.ts';
import type { LogBucket, Reading } from '../logs/bucket.ts';
import type { LogFile } from '../logs/file.ts';
import type { LokiClient } from '../loki/client.ts';
import { shipOnce } from '../loki/ship-once.ts';

/** A message that names files; `filesOf` throws where it does not. */
export interface Message {
  messageId: string;
  filesOf(): LogFile[];
}

/** What counts the files of a distribution. */
export interface Counter {
  distribution: string;
  count(files: readonly Countable[]): Promise<Outcome[]>;
}

export interface TakeContext {
  bucket: LogBucket;
  /** What becomes of each distribution's files; those of another are shipped only. */
  counters: readonly Counter[];
  ledger: Ledger;
  clock: Clock;
  /** Where lines are shipped to; undefined for nowhere. */
  shipper: LokiClient | undefined;
  tell(level: 'info' | 'error', message: string, more: object): void;
}

/** A file that a message names. */
interface Named {
  messageId: string;
  reading: Reading;
}

/**
 * Takes the files that messages name: counts them, and ships them. A message whose files cannot be read is to be tried again, and
 * no other with it. All files are counted before the first is shipped, for Loki may take all the time there is.
 *
 * @returns the messages that failed
 */
export async function takeFiles(messages: readonly Message[], context: TakeContext): Promise<Set<string>> {
  const failed = new Set<string>();
  const orFail = async (what: string, messageId: string, act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      const { message, cause } = error as Error;
      context.tell('error', what, { messageId, error: message, cause: cause && String(cause) });
      failed.add(messageId);
    }
  };
  const named: Named[] = [];
  for (const { messageId, filesOf } of messages)
    await orFail('log file not read', messageId, async () => {
      for (const file of filesOf()) named.push({ messageId, reading: context.bucket.reading(file) });
    });
  const outcomes = await countAll(named, context);
  const counted: Named[] = [];
  for (const each of named)
    await orFail('log file not read', each.messageId, async () => {
      await end(each.reading, outcomes.get(each), context);
      counted.push(each);
    });
  for (const { messageId, reading } of counted)
    await orFail('log file not shipped', messageId, () => shipFile(reading, context));
  return failed;
}

/** Counts all files that somebody counts. */
async function countAll(
  named: readonly Named[],
  { counters, clock, tell }: TakeContext,
): Promise<Map<Named, Outcome>> {
  const all = new Map<Named, Outcome>();
  for (const { distribution, count } of counters) {
    const began = clock.now();
    const own = named.filter(({ reading }) => reading.file.key.split('/').includes(distribution));
    if (own.length === 0) continue;
    const outcomes = await count(own.map(({ reading }) => reading));
    for (const [index, outcome] of outcomes.entries()) all.set(own[index] as Named, outcome);
    const isNew = outcomes.filter(each => each.status === 'fulfilled' && each.value).length;
    if (isNew > 0)
      tell('info', 'log files counted', { distribution, files: own.length, isNew, ms: clock.now() - began });
  }
  return all;
}

/** A file of which nothing was read is not worth a line: it was counted before, or is not counted. */
async function end(reading: Reading, outcome: Outcome | undefined, { tell }: TakeContext): Promise<void> {
  if (outcome?.status === 'rejected') throw outcome.reason;
  const { lines, broken } = await reading.end();
  const { key, size } = reading.file;
  if (lines + broken > 0) tell('info', 'log file read', { key, size, lines, broken });
}

async function shipFile(reading: Reading, { shipper, ledger, clock, tell }: TakeContext): Promise<void> {
  if (!shipper) return;
  const began = clock.now();
  const shipped = await shipOnce(reading, shipper, ledger, () => clock.now());
  if (shipped)
    tell('info', 'log file shipped', { key: reading.file.key, ...shipped, ms: clock.now() - began });
}
