import type { Draft } from '../core/imports/draft.ts';
import type { Row } from '../core/imports/read.ts';
import { objectOf } from '../core/json.ts';
import type { Followed, Follower } from './follower.ts';
import { wordsOfField } from './import/words.ts';

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
  /** What each is asked with behind "?", where it is of interest whether that is passed on. */
  query?: string | undefined;
  /** Milliseconds since 1970: what has expired by then need lead nowhere. */
  now: number;
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
      tell(row.line, wordsOfField(row.wrong));
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
async function checkOne(draft: Draft, run: CheckRun): Promise<string | undefined> {
  const { here, old, tally, query } = run;
  const path = `/${String(draft.body.slug ?? '')
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`;
  tally.asked++;
  const asked = query === undefined ? path : `${path}?${query}`;
  const found = await here.follow(asked);
  const before = old && (await old.follow(asked));
  if (before && isOut(before.status)) {
    tally.wrong++;
    return `${path}: the old one answers ${before.status}, so nobody can tell where it should lead; ask again later`;
  }
  // Of a page that is shown, be it a frame or a question for a password, nobody can tell where it leads.
  const isTold = before && !(before.status < 300 && before.location === undefined);
  const expected = isTold ? [before.location] : expectedOf(draft, run.now);
  const isLocked = draft.hasPassword || (found.status === 200 && found.location === undefined);
  const names = new Set(new URLSearchParams(query).keys());
  if (expected.some(each => isSame(found, each, isTold ? names : undefined))) tally.right++;
  else if (isLocked && found.status < 400) tally.locked++;
  else {
    tally.wrong++;
    const leads = found.location === undefined ? `answers ${found.status}` : `leads to ${found.location}`;
    return `${path} ${leads}; ${isTold ? 'the old one leads to' : 'expected'} ${expected.map(each => each ?? 'nowhere').join(' or ')}`;
  }
  return undefined;
}

/** It may know the link, and does not say. */
const isOut = (status: number) => status >= 500 || status === 429;

/** Where a row says that its link leads now, for one or another of its visitors; undefined is nowhere. */
function expectedOf({ body }: Draft, now: number): (string | undefined)[] {
  const { url, expiresAt, startsAt, expiredUrl, rules } = body;
  if (typeof expiresAt === 'string' && Date.parse(expiresAt) <= now)
    return [typeof expiredUrl === 'string' ? expiredUrl : undefined];
  if (typeof startsAt === 'string' && Date.parse(startsAt) > now) return [undefined];
  const others = Array.isArray(rules) ? rules.map(rule => String(objectOf(rule).url)) : [];
  return [String(url), ...others];
}

/**
 * Whether it leads there. A campaign's parameters may be added on the way, and their order says nothing.
 *
 * @param asked names of the parameters that were asked with: whether those are passed on says something
 */
function isSame(
  { status, location = '' }: Followed,
  expected: string | undefined,
  asked?: Set<string>,
): boolean {
  if (expected === undefined) return status >= 400;
  const [a, b] = [location, expected].map(text => asCompared(text, asked));
  return a !== undefined && a === b;
}

function asCompared(text: string, asked = new Set<string>()): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  for (const name of [...url.searchParams.keys()])
    if (name.startsWith('utm_') && !asked.has(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  return url.href;
}
