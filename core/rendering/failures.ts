import { isBlocked } from './blocked.ts';
import type { Answer, Failure, PageRequests } from './in-page/instrument/requests/log.ts';
import type { Line } from './in-page/instrument/requests/main-part.ts';

/*
 * Whether a page whose requests failed is a page. It is none where most of what its main part shows came because of a
 * failure: nothing was there before, and what came is a few words that no answer has said.
 *
 * An API that answers 200 with an error cannot be told from one that works, and 4xx is its own word on what was asked.
 */

/** An error is said in few words. More than that a page has of its own, or from what did work. */
const MOST_OF_ERROR = 300;
/** A page of few words is one where so much of what came is what answers have said. */
const SHARE_TOLD = 1 / 3;
/**
 * A catalogue of texts says a hundred things of which a page shows three, its error texts among them; a configuration says
 * some, of which an error shows one. So much of an answer is shown by the page that it is for. One that came after the failure
 * is for no error, however little of it is shown.
 */
const SHOWN_OF_MANY = 1 / 10;
const SHOWN_OF_FEW = 1 / 2;
const FEW = 5;
/** A counter of the site's own, whatever it is told: nothing that a page shows hangs on it. */
const COUNTER =
  /(^|[/._-])(track(ing|er)?|collect|beacons?|metrics|telemetry|analytics|(web-?)?vitals|page-?views?|impressions?|rum)([/._-]|$)/i;
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
    if (isBlocked(url) || isCounter(failure)) return false;
    if (failure.isEarly && failure.kind === 'script') return now.length === 0 && isOwn(url);
    const isDirect = failure.kind === 'request' && isOwn(url);
    return (isDirect || isPlainlyDue(failure, now, isBusy)) && isReaction(failure, now, answers);
  });
}

/** The failures of the site's own requests: what a page may lack that is one all the same. */
export const ownFailures = ({ failures }: PageRequests, isOwn: (url: URL) => boolean): Failure[] =>
  failures.filter(
    failure =>
      !(failure.isEarly && failure.kind === 'script') && !isCounter(failure) && isOwn(new URL(failure.url)),
  );

const isCounter = ({ method, url }: Failure) => method === 'POST' && COUNTER.test(new URL(url).pathname);

function isReaction({ before, at }: Failure, now: Line[], answers: Answer[]): boolean {
  const told = answers.filter(answer => isShown(answer, now, answer.at > at));
  const stood = new Set(before.map(([text]) => text));
  const added = now.filter(([text]) => !stood.has(text));
  // Links outside of a marked main part may be a menu, which stands beside any error.
  const kept = now.filter(line => stood.has(line[0]) && (line[1] === 0 || shareTold([line], told) > 0));
  if (lengthOf(kept) >= lengthOf(added) && kept.length > 0) return false;
  if (lengthOf(added) > MOST_OF_ERROR) return false;
  return shareTold(added, told) < SHARE_TOLD;
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

/** Whether a page is what an answer is for, and shows not only some of its many texts. */
function isShown({ url, values }: Answer, now: Line[], isLater: boolean): boolean {
  if (CATALOGUE.test(new URL(url).pathname)) return false;
  const shown = values.filter(value => now.some(([text]) => text.includes(value))).length;
  if (values.length > FEW) return shown >= values.length * SHOWN_OF_MANY;
  return shown >= (isLater ? 1 : values.length * SHOWN_OF_FEW);
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
