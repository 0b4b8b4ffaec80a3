import { inPage } from '../in-page.ts';
import { SAYS_IT_WAITS } from '../waiting-words.ts';
import { linesOfMain } from './main-part.ts';
import {
  valuesOf,
  watchFetch,
  watchJson,
  watchPieces,
  watchScripts,
  watchSockets,
  watchXhr,
} from './own-requests.ts';
import { callFor, type Log, RequestLog } from './request-log.ts';
import { nameAndWord, shadowReader } from './shadow.ts';
import { watchBodies } from './streams.ts';
import { takeNotes } from './worker-requests.ts';
import type { Made, Note } from './workers.ts';

/**
 * The script that notes which of a page's requests fail, to run inside every page before its own scripts. It hears of an
 * answer before the page does: only so can be told later what the page shows because of a failure. It only notes; failures.ts
 * outside the page decides.
 *
 * @param name the property of the window under which the requests can be asked for
 * @param secret the one under which shadow roots are kept
 */
export const failuresScript = (name: string, secret: string): string =>
  inPage(
    watchRequests,
    name,
    ...nameAndWord(secret),
    shadowReader,
    SAYS_IT_WAITS.plain.source,
    SAYS_IT_WAITS.withDots.source,
    RequestLog,
    linesOfMain,
    valuesOf,
    callFor,
    takeNotes,
    watchBodies,
    watchFetch,
    watchPieces,
    watchXhr,
    watchJson,
    watchSockets,
    watchScripts,
  );

/**
 * Asks for the PageRequests; undefined in a document that has no instrument.
 *
 * @param isLooked whether to look at the page even though all its requests went well
 */
export const requestsScript = (name: string, isLooked: boolean): string =>
  `globalThis[${JSON.stringify(name)}]?.('requests', ${isLooked})`;

/** What happens to scripts is told from outside: `import()` leaves no trace in the page. */
export const scriptAsked = (name: string, url: string): string => call(name, 'scriptAsked', url);
/** @param isNoted whether the page had heard of `scriptAsked` before the script was lost */
export const scriptLost = (name: string, url: string, why: string, isNoted: boolean): string =>
  call(name, 'scriptLost', url, why, isNoted);
export const scriptCame = (name: string): string => call(name, 'scriptCame');

const call = (name: string, method: string, ...values: (string | boolean)[]) =>
  `globalThis[${JSON.stringify(name)}]?.(${[method, ...values].map(value => JSON.stringify(value)).join()})`;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function watchRequests(
  name: string,
  shadowName: string,
  shadowWord: string,
  shadowsOf: typeof shadowReader,
  plain: string,
  withDots: string,
  Requests: typeof RequestLog,
  lines: typeof linesOfMain,
  values: typeof valuesOf,
  calls: typeof callFor,
  notesFor: typeof takeNotes,
  bodies: typeof watchBodies,
  ...watchers: ((log: Log, bodies: typeof watchBodies) => void)[]
): void {
  if (window !== window.top) return;
  const says = [plain, withDots].map(pattern => new RegExp(pattern, 'iu'));
  const look = () => {
    try {
      return lines(document, shadowsOf(shadowName, shadowWord), says);
    } catch {
      return { lines: [], isBusy: false }; // the page has put something of its own in the browser's place
    }
  };
  const log = new Requests(look, values, calls);
  const take = notesFor(log);
  for (const watch of watchers) watch(log, bodies);
  const value = (asked: unknown, about: string | boolean | Made, why: string | Note, isNoted: boolean) => {
    if (asked === 'requests') return log.all(Boolean(about));
    if (typeof about === 'object') take(about, why as Note);
    else if (asked === 'scriptAsked') log.scriptAsked(String(about));
    else if (asked === 'scriptLost') log.scriptLost(String(about), String(why), isNoted);
    else if (asked === 'scriptCame') log.react();
    return undefined;
  };
  Object.defineProperty(window, name, { value });
}
