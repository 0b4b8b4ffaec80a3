import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Domains } from '../links/domains.ts';
import type { LinkStore } from '../links/store.ts';
import type { LogEntry } from '../logs/entry.ts';
import { additionsOf } from './fold.ts';
import { Gathered } from './gather.ts';
import type { Addition } from './item.ts';
import { linksOf } from './links-of.ts';
import type { Salts } from './salts.ts';
import { ClaimTooOld, type ClicksTable, type Part } from './table.ts';

/** A log file as it lies in the bucket. */
export interface LogFile {
  bucket: string;
  key: string;
  etag: string;
  /** In bytes, packed. */
  size: number;
}

export interface CountContext {
  table: ClicksTable;
  store: LinkStore;
  domains: Domains;
  salts: Salts;
  clock: Clock;
}

/** So many packed bytes are some 300,000 lines; what these say of links fits into memory whatever they say. */
const PASS_BYTES = 16 * 1024 * 1024;

/** The name by which a file is noted; the same for the same bytes in the same place. */
export const fileId = ({ bucket, key, etag }: LogFile): string =>
  createHash('sha256').update([bucket, key, etag].join('\n')).digest('base64url').slice(0, 16);

/**
 * Counts the follows of links in a log file, exactly once however often it is called.
 *
 * @param read the file's lines from the beginning, each time it is called
 * @returns false where all of it was counted before
 * @throws ServiceFault and what `read` does; the same call again counts what is missing
 */
export async function countFile(
  file: LogFile,
  read: () => AsyncIterable<LogEntry>,
  context: CountContext,
): Promise<boolean> {
  return await addInParts(file, context, async (pass, passes) => {
    const gathered = await gather(read(), pass, passes, context);
    const links = await linksOf([...gathered.paths], context.store, context.domains);
    return additionsOf(links);
  });
}

/**
 * Adds what is in a log file, in as many parts as it is large, exactly once however often it is called.
 *
 * @param partOf what one of so many parts has
 * @returns false where all of it was added before
 * @throws ServiceFault and what `partOf` does; the same call again adds what is missing
 */
export async function addInParts(
  file: LogFile,
  { table, clock }: Pick<CountContext, 'table' | 'clock'>,
  partOf: (pass: number, passes: number) => Promise<Addition[]>,
): Promise<boolean> {
  const id = fileId(file);
  let claim = await table.ledger.claim(id, clock.now());
  const passes = Math.max(1, Math.ceil(file.size / PASS_BYTES));
  for (let pass = 0; pass < passes && claim !== undefined; pass++)
    claim = await add(await partOf(pass, passes), { file: id, pass, claim }, table);
  if (claim === undefined) return false;
  await table.ledger.finish(id, clock.now());
  return true;
}

/** Whether a text is of the part that one of so many passes takes. */
export const isOfPass = (text: string, pass: number, passes: number): boolean =>
  passes === 1 || createHash('md5').update(text).digest().readUInt32BE() % passes === pass;

async function gather(
  entries: AsyncIterable<LogEntry>,
  pass: number,
  passes: number,
  { domains, salts }: CountContext,
): Promise<Gathered> {
  const isOurs = (path: string) => isOfPass(path, pass, passes);
  const gathered = new Gathered({ domains, saltOf: day => salts.of(day), isOurs });
  for await (const entry of entries) await gathered.add(entry);
  return gathered;
}

/** Adds a part; the claim by which it got in, or undefined where others have done the file meanwhile. */
async function add(
  additions: readonly Addition[],
  part: Part,
  table: ClicksTable,
): Promise<number | undefined> {
  for (let { claim } = part; ; ) {
    try {
      await table.add(additions, { ...part, claim });
      return claim;
    } catch (error) {
      if (!(error instanceof ClaimTooOld)) throw error;
      const again = await table.ledger.claim(part.file, error.least);
      if (again === undefined) return undefined;
      claim = again;
    }
  }
}
