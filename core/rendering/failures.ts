import { isBlocked } from './blocked.ts';
import type { Answer, Failure, PageRequests } from './in-page/instrument/failures.ts';
import type { Line } from './in-page/instrument/main-part.ts';

/*
 * Whether a page whose requests failed is a page. It is none where most of what its main part shows came because of a
 * failure: nothing was there before, and what came is a few words that no answer has said.
 *
 * An API that answers 200 with an error cannot be told from one that works, and 4xx is its own word on what was asked.
 */

/** An error is said in few words. More than that a page has of its own, or from what did work. */
const MOST_OF_ERROR = 300;
/** So much of what came shows what an answer said that came after the failure, or at all: then it is that answer's page. */
const SHARE_OF_LATER = 1 / 3;
const SHARE_OF_ALL = 1 / 2;
/** A catalogue of texts says a hundred things of which a page shows three, and its error texts are among them. */
const SHOWN_OF_ANSWER = 1 / 10;
const SMALL_ANSWER = 5;
const CATALOGUE = /(^|[/._-])(i18n|l10n|lang|languages?|locales?|messages|strings|translations?)([/._-]|$)/i;

/**
 * The failure because of which there is no page; undefined where the page stands without.
 *
 * @param isOwn whether a request is the site's own: its API's, not that of a chat or a counter
 */
export function failureOfPage(
  { failures, answers, now, isBusy }: PageRequests,
  isOwn: (url: URL) => boolean,
): Failure | undefined {
  return failures.find(failure => {
    const url = new URL(failure.url);
    if (isBlocked(url)) return false;
    if (failure.isEarly && failure.kind === 'script') return now.length === 0 && isOwn(url);
    const isDirect = failure.kind === 'request' && isOwn(url);
    return (isDirect || isPlainlyDue(failure, now, isBusy)) && isReaction(failure, now, answers);
  });
}

/** The failures of the site's own requests: what a page may lack that is one all the same. */
export const ownFailures = ({ failures }: PageRequests, isOwn: (url: URL) => boolean): Failure[] =>
  failures.filter(({ url, isEarly, kind }) => !(isEarly && kind === 'script') && isOwn(new URL(url)));

function isReaction({ before, at }: Failure, now: Line[], answers: Answer[]): boolean {
  const told = answers.filter(answer => isShown(answer, now));
  const stood = new Set(before.map(([text]) => text));
  const added = now.filter(([text]) => !stood.has(text));
  // Links outside of a marked main part may be a menu, which stands beside any error.
  const kept = now.filter(line => stood.has(line[0]) && (line[1] === 0 || shareTold([line], told) > 0));
  if (lengthOf(kept) >= lengthOf(added) && kept.length > 0) return false;
  if (lengthOf(added) > MOST_OF_ERROR) return false;
  const later = told.filter(answer => answer.at > at);
  return shareTold(added, later) < SHARE_OF_LATER && shareTold(added, told) < SHARE_OF_ALL;
}

/**
 * Whether the page plainly waited for something that need not be its own, such as an API on another domain: nothing was there,
 * and at once after the failure most of what it shows now.
 */
function isPlainlyDue({ before, after }: Failure, now: Line[], isBusy: boolean): boolean {
  const isEmpty = before.every(([, isLink]) => isLink === 1);
  if (!isEmpty || now.length === 0) return isEmpty && isBusy;
  const stood = new Set(before.map(([text]) => text));
  const reacted = new Set(after?.map(([text]) => text));
  const added = now.filter(([text]) => !stood.has(text));
  return lengthOf(added.filter(([text]) => reacted.has(text))) >= lengthOf(added) / 2;
}

/** Whether a page shows an answer's values, rather than some of its many texts. */
function isShown({ url, values }: Answer, now: Line[]): boolean {
  if (CATALOGUE.test(new URL(url).pathname)) return false;
  const shown = values.filter(value => now.some(([text]) => text.includes(value)));
  return values.length <= SMALL_ANSWER || shown.length >= values.length * SHOWN_OF_ANSWER;
}

/** How much of the lines is what answers have said. */
function shareTold(lines: readonly Line[], answers: readonly Answer[]): number {
  const values = [...new Set(answers.flatMap(answer => answer.values))].sort((a, b) => b.length - a.length);
  const toldOf = (text: string) => {
    if (values.some(value => value.includes(text))) return text.length;
    const rest = values.reduce((left, value) => left.replaceAll(value, ''), text);
    return text.length - rest.length;
  };
  const all = lengthOf(lines);
  return all === 0 ? 0 : lines.reduce((sum, [text]) => sum + toldOf(text), 0) / all;
}

const lengthOf = (lines: readonly Line[]) => lines.reduce((sum, [text]) => sum + text.length, 0);

/** The request and what became of it. Values of a query may be somebody's own: its names are told alone. */
export function wordsOf({ method, url, why }: Pick<Failure, 'method' | 'url' | 'why'>, page: URL): string {
  return `${method} ${addressOf(url, page)} ${why}`;
}

/** An address as it is told: the path alone where it is of the page's own origin. */
export function addressOf(address: string, page: URL): string {
  const { origin, host, pathname, searchParams } = new URL(address);
  const names = [...new Set(searchParams.keys())].join('&');
  const path = `${origin === page.origin ? '' : host}${pathname}${names && `?${names}`}`;
  return path.length > LONGEST_ADDRESS ? `${path.slice(0, LONGEST_ADDRESS)}…` : path;
}

const LONGEST_ADDRESS = 100;
