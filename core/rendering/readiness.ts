import { inPage } from './in-page/in-page.ts';
import type { FlightKind } from './in-page/instrument/flights.ts';
import type { PageState } from './in-page/instrument/instrument.ts';
import { nameAndWord, shadowReader } from './in-page/instrument/shadow.ts';

/*
 * When a page is finished. Two ideas, each of which sees what the other cannot:
 *
 * Virtual time: Chromium lets the page's clock stand still while something is on its way over the network, and jump from
 * timer to timer while nothing is. So a timer costs nothing, a request what it costs, and an endless animation ends with
 * the budget of time the page was given.
 *
 * The instrument: what the page itself waits for. A connection that never ends holds virtual time for ever; the page does
 * not wait for most of those, and then time is let go whatever the network does.
 */

/** What is known of a page at one moment. Times in milliseconds: of looking at it, or virtual where they are called so. */
export interface Observation {
  page: PageState;
  /** Scripts and style sheets on their way, which the page cannot count itself: `import()` leaves no trace in it. */
  resources: number;
  /** What the instrument counts, with the time since it was first seen. */
  flights: { kind: FlightKind; age: number }[];
  /** Since anything last changed. */
  quiet: number;
  /** The virtual time the page was given is used up: none runs now. */
  spent: boolean;
  /** Something has changed since then. */
  changedSince: boolean;
  /** Virtual time runs whatever is on its way. */
  released: boolean;
  /** How much virtual time the page was given so far, and how often because something changed after it was used up. */
  virtual: number;
  graces: number;
  /** What can be seen of the page: told when it was asked for. */
  look?: Look;
}

/** What a page looks like: asked for only when it matters, for it takes reading the whole document. */
export interface Look {
  /** There is something to read or to see. */
  hasContent: boolean;
  /** It shows that it waits: a spinner, a skeleton, an empty main part, the word "loading". */
  looksBusy: boolean;
  /** It shows nothing but that. */
  isPlaceholder: boolean;
  /** Something in it moves, and will come to rest. */
  moves: boolean;
}

/** What to do with a page. `empty`: it has nothing to show, and will not have. */
export type Step = { do: 'wait' | 'look' | 'finish' | 'empty' } | Grant;

/** More virtual time: spent only while nothing is on its way or, `released`, whatever is. */
export interface Grant {
  do: 'grant';
  virtual: number;
  released: boolean;
  /** Because something changed after the last was used up. */
  grace?: true;
  /** Not at once: what it is for takes real time, too. */
  paced?: true;
  /** Because something moves in it. */
  moves?: true;
}

/** Virtual time each page is given: enough for timers of a second or two. */
const USUAL_VIRTUAL_MS = 2_000;
/** Of that, first: a page that says at once that it is ready is taken as it is then. */
const FIRST_GRANT_MS = 20;
const GRANT_MS = 1_000;
/** For what a page does about an answer that came late. */
const GRACE_MS = 100;
const MOST_GRACES = 5;
/** A transition takes a few hundred milliseconds. */
const MOVE_MS = 400;
/** An animation or an interval without an end costs real time for each moment, so no page is hurried further than this. */
const LONGEST_VIRTUAL_MS = 8_000;

/** How long each is waited for. A request has longer when the page looks as if it waits for it, too. */
const PATIENCE_MS: Record<FlightKind, number> = {
  request: 700,
  stream: 300,
  worker: 500,
  frame: 100,
  answer: 700,
};
/** A page that shows nothing waits so long for a worker, which starts late on a busy machine. */
const LATE_WORKER_MS = 4_000;
/** A request that is open for long holds no page back in which nothing has happened for this long. */
const LONG_QUIET_MS = 400;
/** Virtual time stands still, and the page waits for nothing: it is something else that holds it. */
const HELD_QUIET_MS = 50;

/** What to do next with a page: the whole decision, made outside the page. */
export function nextStep(now: Observation): Step {
  const { page, quiet, look } = now;
  const isReady = page.prerenderReady === true && !page.loading && now.flights.length === 0;
  if (now.spent && now.virtual < USUAL_VIRTUAL_MS && !isReady)
    return grant(USUAL_VIRTUAL_MS - now.virtual, now.released);
  if (page.loading || now.resources > 0) return { do: 'wait' };
  const awaited = now.flights.filter(({ kind, age }) => age < PATIENCE_MS[kind]);
  if (awaited.length > 0) {
    // Chromium hands over nothing but the answers to requests while a page's time stands still.
    const goesOn =
      now.spent && now.virtual < LONGEST_VIRTUAL_MS && awaited.some(({ kind }) => kind !== 'request');
    return goesOn ? paced(now) : { do: 'wait' };
  }
  if (now.flights.some(({ kind }) => kind === 'request')) {
    if (quiet < LONG_QUIET_MS) return { do: 'wait' };
    if (!look) return { do: 'look' };
    if (look.looksBusy || !look.hasContent) return { do: 'wait' }; // it is slow, and the page waits for it
  }
  if (page.prerenderReady) return { do: 'finish' };
  if (!now.spent)
    return quiet >= HELD_QUIET_MS && !now.released ? grant(USUAL_VIRTUAL_MS, true) : { do: 'wait' };
  // Its own word: it has until its deadline, whatever it waits for.
  if (page.prerenderReady === false)
    return now.virtual < LONGEST_VIRTUAL_MS ? grant(GRANT_MS, now.released) : paced(now);
  if (now.changedSince && now.graces < MOST_GRACES) return { ...grant(GRACE_MS, now.released), grace: true };
  if (!look) return { do: 'look' };
  if (!look.hasContent || look.isPlaceholder) {
    const mayBeTold = now.flights.some(({ kind, age }) => kind === 'worker' && age < LATE_WORKER_MS);
    return now.virtual < LONGEST_VIRTUAL_MS || mayBeTold ? paced(now) : { do: 'empty' };
  }
  return look.moves && now.graces < MOST_GRACES
    ? { ...paced(now), virtual: MOVE_MS, grace: true, moves: true }
    : { do: 'finish' };
}

/** At 15 ms for each 100 an empty page has a second until it is believed to stay empty. */
const paced = ({ released }: Observation): Grant => ({ ...grant(GRACE_MS, released), paced: true });

const grant = (virtual: number, released: boolean): Grant => ({ do: 'grant', virtual, released });

/** What every page is given first. */
export const FIRST_GRANT: Grant = grant(FIRST_GRANT_MS, false);

/** Asks what a page looks like, closed shadow roots and all: they are kept under the secret. */
export const lookScript = (secret: string): string =>
  inPage(lookAt, ...nameAndWord(secret), shadowReader, isOwnText);

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function lookAt(name: string, word: string, shadowsOf: typeof shadowReader, isText: typeof isOwnText): Look {
  const { body } = document;
  const nothing = { hasContent: false, looksBusy: true, isPlaceholder: false, moves: false };
  if (!body) return nothing;
  const seen = 'img, svg, canvas, video, iframe, object, embed, input, button';
  const elements = [body, ...body.querySelectorAll('*')];
  const shadowOf = shadowsOf(name, word);
  const hasShadow = elements.some(element => shadowOf(element));
  const hasPicture = body.matches('frameset') || body.querySelector(seen) !== null;
  const parents = elements.filter(element => [...element.childNodes].some(node => isText(element, node)));
  const text = (element: Element) =>
    [...element.childNodes]
      .map(node => (isText(element, node) ? node.nodeValue : ''))
      .join('')
      .trim();
  const main = document.querySelector('main, [role="main"]');
  const signs =
    '[aria-busy="true"], [role="progressbar"]:not([aria-valuenow]), [class~="loading"], [class~="loader"], [class*="spinner" i], [class*="skeleton" i]';
  const says = /^(loading|please wait|just a moment|one moment)\b[\s.…]*$/i;
  const isEmptyMain = main !== null && !main.textContent?.trim() && !main.querySelector(seen) && !hasShadow;
  const waiting = [...body.querySelectorAll(signs), ...parents.filter(element => says.test(text(element)))];
  return {
    hasContent: hasShadow || hasPicture || parents.length > 0,
    looksBusy: isEmptyMain || waiting.some(element => element.checkVisibility()), // hidden ones are there for later
    isPlaceholder: !hasShadow && !hasPicture && parents.length > 0 && says.test(parents.map(text).join(' ')),
    moves: document.getAnimations().some(({ playState, effect }) => {
      const end = effect?.getComputedTiming().endTime;
      return playState === 'running' && Number.isFinite(end);
    }),
  };
}

function isOwnText(parent: Element, node: Node): boolean {
  const silent = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'LINK', 'META'];
  return (
    node.nodeType === Node.TEXT_NODE && !silent.includes(parent.tagName) && Boolean(node.nodeValue?.trim())
  );
}
