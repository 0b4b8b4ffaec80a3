import type { Draft } from '../core/imports/draft.ts';
import type { Row } from '../core/imports/read.ts';
import type { Follower } from './follower.ts';

/** What was found of the short urls of a file. */
export interface CheckTally {
  asked: number;
  /** They lead where the file says, or where the old service leads. */
  right: number;
  wrong: number;
  /** A password is asked for, which the file does not tell. */
  locked: number;
  /** Rows of which nobody can tell what they are. */
  unread: number;
}

export interface CheckRun {
  rows: AsyncIterable<Row>;
  /** Here. */
  here: Follower;
  /** The service that the links come from, where it is asked, too: what it answers is what is right. */
  old?: Follower | undefined;
  /** Only links that were of this host there. */
  only?: string | undefined;
  atOnce: number;
  tally: CheckTally;
  tell(line: number, text: string): void;
  done(): void;
}

/**
 * Follows each short url of a file, and tells those that lead elsewhere, or nowhere. Rejects with an error of one sentence where
 * nobody answers, and with a FileFault where the file cannot be read on.
 */
export async function checkLinks(run: CheckRun): Promise<void> {
  const { rows, tally, tell, done } = run;
  let group: Promise<string[]>[] = [];
  let lines: number[] = [];
  const finish = async () => {
    for (const [index, texts] of (await Promise.all(group)).entries())
      for (const text of texts) tell(lines[index] ?? 0, text);
    [group, lines] = [[], []];
    done();
  };
  for await (const row of rows) {
    if ('wrong' in row) {
      tally.unread++;
      tell(row.line, `${row.wrong.field} ${row.wrong.reason}`);
      continue;
    }
    group.push(checkRow(row.drafts, run));
    lines.push(row.line);
    if (group.length >= run.atOnce) await finish();
  }
  await finish();
}

async function checkRow(drafts: readonly Draft[], run: CheckRun): Promise<string[]> {
  const texts: string[] = [];
  for (const draft of drafts) {
    if (run.only !== undefined && draft.host !== run.only) continue;
    const text = await checkOne(draft, run);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** What is wrong with a link; undefined where it leads where it should. */
async function checkOne(
  { body, hasPassword }: Draft,
  { here, old, tally }: CheckRun,
): Promise<string | undefined> {
  const path = `/${encodeURI(body.slug ?? '')}`;
  tally.asked++;
  const found = await here.follow(path);
  const expected = old ? (await old.follow(path)).location : String(body.url);
  const isLocked = hasPassword || (found.status === 200 && found.location === undefined);
  const leadNowhere = found.status >= 400 && expected === undefined;
  if (leadNowhere || isSame(found.location, expected)) tally.right++;
  else if (isLocked && found.status < 400) tally.locked++;
  else {
    tally.wrong++;
    const leads = found.location === undefined ? `answers ${found.status}` : `leads to ${found.location}`;
    return `${path} ${leads}; ${old ? 'the old one leads to' : 'expected'} ${expected ?? 'nowhere'}`;
  }
  return undefined;
}

/** A campaign's parameters may be added on the way, and their order says nothing. */
function isSame(one = '', other = ''): boolean {
  const [a, b] = [one, other].map(asCompared);
  return a !== undefined && a === b;
}

function asCompared(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('utm_')) url.searchParams.delete(name);
  url.searchParams.sort();
  return url.href;
}
