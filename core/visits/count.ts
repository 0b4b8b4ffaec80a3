import { addInParts, type CountContext, isOfPass, type LogFile } from '../clicks/count.ts';
import type { KnownIdentities } from '../crawlers/identities.ts';
import type { LogEntry } from '../logs/entry.ts';
import { additionsOfVisits } from './fold.ts';
import { GatheredVisits } from './gather.ts';

export interface VisitsContext extends Pick<CountContext, 'table' | 'clock'> {
  /** What crawlers are known by. */
  known(): Promise<KnownIdentities>;
  pageParameters: readonly string[];
}

/**
 * Counts what a log file of the site says of crawlers, exactly once however often it is called.
 *
 * @param read the file's lines from the beginning, each time it is called
 * @returns false where all of it was counted before
 * @throws ServiceFault and what `read` does; the same call again counts what is missing
 */
export async function countVisits(
  file: LogFile,
  read: () => AsyncIterable<LogEntry>,
  context: VisitsContext,
): Promise<boolean> {
  const { pageParameters, known } = context;
  return await addInParts(file, context, async (pass, passes) => {
    const isOurs = (page: string) => isOfPass(page, pass, passes);
    const gathered = new GatheredVisits({ identities: await known(), pageParameters, isOurs });
    for await (const entry of read()) gathered.add(entry);
    return additionsOfVisits(gathered.subjects());
  });
}
