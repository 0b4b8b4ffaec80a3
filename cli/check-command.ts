import { createReadStream } from 'node:fs';
import { systemClock as clock } from '../core/clock.ts';
import { readExport } from '../core/imports/read.ts';
import { hostIn } from '../core/imports/short-url.ts';
import { FileFault } from '../core/imports/text.ts';
import { type CheckTally, checkLinks } from './check.ts';
import { LOCAL_API } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { followerOf } from './follower.ts';
import { wordsOfFile } from './import/words.ts';
import { serviceOf, sizeOf } from './links-options.ts';
import { jsonLine } from './output/output.ts';
import { progressOn, rate } from './progress.ts';
import { toldRow } from './told-row.ts';

interface CheckFlags {
  from?: string | undefined;
  /** An origin. */
  at?: string | undefined;
  domain?: string | undefined;
  only?: string | undefined;
  withOld?: true | undefined;
  query?: string | undefined;
  json?: true | undefined;
}

/** Few enough to be no burden to whoever is asked. */
const AT_ONCE = 20;

/**
 * `signpost links check`: follows each short url of an export, here or at an address that DNS does not lead to yet, and tells which
 * lead elsewhere than the file says. The report goes to stdout, the progress to stderr.
 *
 * @returns the exit status: 1 when one leads elsewhere
 * @throws an error of one sentence
 */
export async function checkCommand(file: string, flags: CheckFlags): Promise<number> {
  const { from, at, domain, only, withOld, query } = optionsOf(flags);
  const isForMachines = flags.json ?? false;
  const size = await sizeOf(file);
  let bytes = 0;
  const tally: CheckTally = { asked: 0, right: 0, wrong: 0, locked: 0, unread: 0 };
  const howFar = (_: null, seconds: number) => ({
    done: bytes,
    total: size,
    text: `${tally.asked} short urls asked, ${rate(tally.asked, seconds)} a second`,
  });
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines });
  const here = followerOf({ at, domain, atOnce: AT_ONCE, clock });
  const old = withOld ? followerOf({ at: `https://${domain}`, atOnce: AT_ONCE, clock }) : undefined;
  try {
    const parts = createReadStream(file).on('data', part => (bytes += part.length));
    const { rows, counts } = await readExport(parts, from);
    const tell = (line: number, text: string) => {
      progress.end();
      process.stdout.write(toldRow(counts, line, text, isForMachines));
    };
    const run = { rows, here, old, only, query, now: clock.now(), atOnce: AT_ONCE, tally, tell };
    await checkLinks({ ...run, done: () => progress.show(null) }).finally(progress.end);
  } catch (error) {
    if (error instanceof FileFault)
      throw new Error(`${file}: ${wordsOfFile(error.said)}. Nothing behind that is read`);
    throw error;
  } finally {
    here.close();
    old?.close();
  }
  const of = domain ?? at;
  process.stdout.write(isForMachines ? jsonLine({ of, ...tally }) : summaryOf(tally, of));
  return tally.wrong + tally.unread > 0 ? 1 : 0;
}

function summaryOf({ asked, right, wrong, locked, unread }: CheckTally, where: string): string {
  const lines = [
    `${asked} short urls of ${where}`,
    `  ${right} lead where they should`,
    ...(locked > 0 ? [`  ${locked} ask for a password`] : []),
    ...(wrong > 0 ? [`  ${wrong} lead elsewhere, or nowhere`] : []),
    ...(unread > 0 ? [`  ${unread} rows could not be read`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function optionsOf(values: CheckFlags) {
  const { domain, only, query, withOld = false } = values;
  const { at = domain === undefined ? LOCAL_API : `https://${domain}` } = values;
  if (withOld && (domain === undefined || values.at === undefined))
    throw new UsageError('--with-old asks --domain as DNS leads to it, beside --at: name both');
  if (query !== undefined && !withOld)
    throw new UsageError('--query asks whether the old service passes it on as we do: name --with-old, too');
  return {
    from: serviceOf(values.from),
    at: new URL(at).origin,
    domain,
    only: only === undefined ? undefined : hostIn(only),
    withOld,
    query: query === undefined ? undefined : String(new URLSearchParams(query)),
  };
}
