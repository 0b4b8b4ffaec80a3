import type { shadowReader } from '../shadow.ts';
import type { callFor, Log, RequestLog } from './log.ts';
import type { linesOfMain } from './main-part.ts';
import type { valuesOf } from './values.ts';

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

// From here on everything runs inside the page: it reaches it as text, with what it needs as its parameters.

/** What noting failures takes. */
export interface LogParts {
  /** The property of the window under which the requests can be asked for. */
  name: string;
  /** Where shadow roots are kept. */
  shadowName: string;
  shadowWord: string;
  shadowsOf: typeof shadowReader;
  /** The patterns of SAYS_IT_WAITS. */
  saysItWaits: readonly string[];
  Requests: typeof RequestLog;
  lines: typeof linesOfMain;
  values: typeof valuesOf;
  calls: typeof callFor;
}

/**
 * Notes which of a page's requests fail. It hears of an answer before the page does: only so can be told later what the page shows
 * because of a failure. It only notes; failures.ts outside the page decides.
 */
export function keepLog(parts: LogParts): Log {
  const { name, shadowName, shadowWord, shadowsOf, lines } = parts;
  const says = parts.saysItWaits.map(pattern => new RegExp(pattern, 'iu'));
  const look = () => {
    try {
      return lines(document, shadowsOf(shadowName, shadowWord), says);
    } catch {
      return { lines: [], isBusy: false }; // the page has put something of its own in the browser's place
    }
  };
  const log = new parts.Requests(look, parts.values, parts.calls);
  const value = (asked: unknown, about: string | boolean, why: string, isNoted: boolean) => {
    if (asked === 'requests') return log.all(Boolean(about));
    if (asked === 'scriptAsked') log.scriptAsked(String(about));
    else if (asked === 'scriptLost') log.scriptLost(String(about), why, isNoted);
    else if (asked === 'scriptCame') log.react();
    return undefined;
  };
  Object.defineProperty(window, name, { value });
  return log;
}
