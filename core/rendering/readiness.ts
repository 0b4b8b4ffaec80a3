import type { FlightKind } from './in-page/instrument/flights.ts';
import type { PageState } from './in-page/instrument/instrument.ts';
import type { Look } from './in-page/look.ts';

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
  /** A worker of the page computes, or waits for the network. */
  workersAreAtWork: boolean;
  /** One was started that does not run yet. */
  workersAreComing: boolean;
  /** What the instrument counts: the time since each was first seen, and since a piece of it last came. */
  flights: { kind: FlightKind; age: number; silent: number }[];
  /** Since anything last changed. */
  quiet: number;
  /** Since the page was first looked at, and since what it says last changed. */
  looked: number;
  same: number;
  /** The virtual time the page was given is used up: none runs now. */
  spent: boolean;
  /** Something has changed since then. */
  changedSince: boolean;
  /** Virtual time runs whatever is on its way. */
  released: boolean;
  /** How much virtual time the page was given so far, and how often because something changed after it was used up. */
  virtual: number;
  graces: number;
  /** How often it was let move on since it last said something else. */
  moved: number;
  /** How often the window was made as tall as the page, and how many frames were drawn because each said something else. */
  unfolded: number;
  frames: number;
  /** How many times as much of its time a processor takes here as on a usual machine. */
  slowness: number;
  /** What can be seen of the page: told when it was asked for. */
  look?: Look;
}

/**
 * What to do with a page. `empty`: it has nothing to show, and will not have. `waiting`: it still shows that it waits, and nothing
 * is known that it could wait for. `unfold`: its window becomes as tall as it is, and its rows are scrolled, for what appears only in sight.
 */
export type Step = { do: 'wait' | 'look' | 'unfold' | 'finish' | 'empty' | 'waiting' } | Grant;

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
  /** For the next frame, since the page says something else in each. */
  frame?: true;
}

/** Virtual time each page is given: enough for timers of a second or two. */
const USUAL_VIRTUAL_MS = 2_000;
/** Of that, first: a page that says at once that it is ready is taken as it is then. */
const FIRST_GRANT_MS = 20;
const GRANT_MS = 1_000;
/** For what a page does about an answer that came late. */
const GRACE_MS = 100;
const MOST_GRACES = 5;
/** Steps that follow one another each say something else; what moves on and on says the same. */
const MOST_MOVES = 5;
/** What moves and has an end is let come to rest: a transition takes a few hundred milliseconds, a splash screen some seconds. */
const SHORTEST_MOVE_MS = 400;
const LONGEST_MOVE_MS = 1_000;
/** An animation or an interval without an end costs real time for each moment, so no page is hurried further than this. */
const LONGEST_VIRTUAL_MS = 8_000;
/** A page that shows that it waits: timers are free, and many take turns in it. Past this it is not time it waits for. */
const WAITING_VIRTUAL_MS = 30_000;
/** With a request on its way no further: apps give requests up after five seconds and more, and show an error then. */
const RELEASED_VIRTUAL_MS = 4_500;
/** While something keeps its own time, a page's own runs about as fast as ours: it may give up what is late. */
const REAL_MS = 20;
/** A page that shows that it waits, for nothing that is known of: what else it could be has so long. */
const UNKNOWN_MS = 2_500;

/** How long each is waited for. It has longer when the page looks as if it waits for it. */
const PATIENCE_MS: Record<FlightKind, number> = {
  request: 700,
  body: 700,
  stream: 300,
  word: 300,
  reply: 700,
  worker: 500,
  spawn: 200,
  more: 0,
  frame: 100,
  answer: 700,
};
/** What comes piece by piece: one that goes on and on has no end. */
const LONGEST_PIECES_MS = 2_500;
/** A worker that does not run yet, computes or asks its server is waited for longer than one that only may; some never end. On a usual machine. */
const LONGEST_WORK_MS = 2_000;
/** A slow machine is given so many times as long for it and no more: a page is given up as late after 8 s. */
const MOST_SLOWNESS = 2;
/** Nothing that goes on so long, one piece of work after the other, holds up a page that says the same all the time. */
const LONGEST_CHAIN_MS = 2_500;
const SAME_MS = 1_500;
/** A page that shows nothing waits so long for a worker, which starts late on a busy machine. */
const LATE_WORKER_MS = 4_000;
/** A request that is open for long holds no page back in which nothing has happened for this long. */
const LONG_QUIET_MS = 400;
/** A chat's script or a font's style sheet that never comes takes nothing from a page that says much without it. */
const LONG_RESOURCE_MS = 2_000;
/** Virtual time stands still, and the page waits for nothing: it is something else that holds it. */
const HELD_QUIET_MS = 50;
/** What counts up or types from frame to frame takes a second or two; some frames are left out. */
const FRAME_MS = 33;
export const MOST_FRAMES = 100;
/** Who hears of scrolling mostly waits until it has ended, for a quarter of a second. */
const UNFOLDED_MS = 400;
/** What a page has for each step to the side: who hears of scrolling draws what it shows. */
export const STEPPED: Grant = { do: 'grant', virtual: 50, released: false };
/** A list may go on when its end comes into sight. */
export const MOST_UNFOLDED = 4;
const RETRY_MS = 10_000;
/** So late a timer may be that a page shows itself by: splash screens, and what hides a page against flicker (4 s). */
const LATEST_TIMER_MS = 5_000;

/** What to do next with a page: the whole decision, made outside the page. */
export function nextStep(now: Observation): Step {
  const { page, quiet, look } = now;
  const isReady =
    page.prerenderReady === true && !page.loading && now.flights.every(({ kind }) => kind === 'more');
  if (now.spent && now.virtual < USUAL_VIRTUAL_MS && !isReady)
    return grant(USUAL_VIRTUAL_MS - now.virtual, now.released);
  if (page.loading) return { do: 'wait' };
  if (now.resources > 0) {
    if (quiet < LONG_RESOURCE_MS) return { do: 'wait' };
    if (!look) return { do: 'look' };
    if (look.looksBusy || !look.isRich) return { do: 'wait' };
  }
  const awaited = now.flights.filter(flight => isAwaited(flight) || isOfWorkerAtWork(flight, now));
  if (awaited.length > 0) {
    // What computes or starts takes longer on a slow machine, what only waits does not.
    const slow = now.workersAreAtWork || now.workersAreComing ? slownessOf(now) : 1;
    if (now.looked >= LONGEST_CHAIN_MS * slow && now.same >= SAME_MS * slow) {
      if (!look) return { do: 'look' };
      if (look.hasContent && !look.looksBusy && !look.isPlaceholder) return { do: 'finish' };
    }
    // Chromium hands over nothing but the answers to requests while a page's time stands still.
    const goesOn =
      now.spent && now.virtual < LONGEST_VIRTUAL_MS && awaited.some(({ kind }) => !isRequest(kind));
    return goesOn || isHeldUp(now)
      ? { ...grant(REAL_MS, now.released || !goesOn), paced: true }
      : { do: 'wait' };
  }
  if (now.flights.some(({ kind }) => isRequest(kind))) {
    if (quiet < LONG_QUIET_MS) return { do: 'wait' };
    if (!look) return { do: 'look' };
    if (look.looksBusy || !look.hasContent) return slowRequest(now); // it is slow, and the page waits for it
  }
  if (page.prerenderReady) return { do: 'finish' };
  if (!now.spent)
    return quiet >= HELD_QUIET_MS && !now.released ? grant(USUAL_VIRTUAL_MS, true) : { do: 'wait' };
  // Its own word: it has until its deadline, whatever it waits for.
  if (page.prerenderReady === false)
    return now.virtual < LONGEST_VIRTUAL_MS ? grant(GRANT_MS, now.released) : paced(now);
  if (now.changedSince && now.graces < MOST_GRACES) return { ...grant(GRACE_MS, now.released), grace: true };
  if (!look) return { do: 'look' };
  return seen(now, look);
}

/** What to do next with a page that has nothing to do that is known of, by what it looks like. */
function seen(now: Observation, look: Look): Step {
  const { page } = now;
  const moves = look.moves > 0 && now.moved < MOST_MOVES && now.virtual < LONGEST_VIRTUAL_MS;
  const virtual = Math.min(LONGEST_MOVE_MS, Math.max(SHORTEST_MOVE_MS, Math.ceil(look.moves)));
  const move: Grant = { ...paced(now), virtual, moves: true };
  const unfolds = page.unfolds && (look.isTall || look.isWide) && now.unfolded < MOST_UNFOLDED;
  if (look.looksBusy || look.isPlaceholder)
    return moves ? move : unfolds ? { do: 'unfold' } : waiting(now, look); // the sign may be what a list ends with
  if (!look.hasContent) {
    const mayBeTold = now.flights.some(({ kind, age }) => isOfWorker(kind) && age < LATE_WORKER_MS);
    return now.virtual < LONGEST_VIRTUAL_MS || mayBeTold ? paced(now) : { do: 'empty' };
  }
  if (page.timer !== null && now.virtual + page.timer <= LATEST_TIMER_MS)
    return grant(page.timer + 1, now.released);
  if (page.speaksByFrames && now.frames < MOST_FRAMES)
    return { ...grant(FRAME_MS, now.released), frame: true };
  // It types, counts up, or has a list it goes through in parts.
  if (page.speaks && now.virtual < LONGEST_VIRTUAL_MS) return grant(GRACE_MS, now.released);
  if (unfolds) return { do: 'unfold' };
  return moves ? move : { do: 'finish' };
}

/** A page shows that it waits. Its timers are run through; what keeps its own time has until the page's deadline. */
function waiting(now: Observation, look: Look): Step {
  // Much else is there to be read: a part that never comes is one that never comes to a person either. And what hides a page
  // for ever is a script that nobody loads here.
  const suffices = look.isRich || look.isHidden;
  const keepsTime = now.page.open > 0 || now.flights.some(({ kind }) => !holdsNothing(kind));
  if (keepsTime && !suffices) return { ...grant(REAL_MS, now.released), paced: true };
  if (now.virtual < WAITING_VIRTUAL_MS) {
    const step = now.virtual < LONGEST_VIRTUAL_MS && !suffices ? GRANT_MS : now.virtual;
    return grant(Math.min(step, WAITING_VIRTUAL_MS - now.virtual), now.released);
  }
  if (suffices) return { do: 'finish' };
  return now.looked < UNKNOWN_MS ? { ...grant(REAL_MS, now.released), paced: true } : { do: 'waiting' };
}

/** The page waits for a request that takes long. What it shows by a timer meanwhile must not wait, too. */
const slowRequest = (now: Observation): Step =>
  (now.spent || now.quiet >= LONG_QUIET_MS) && !now.released && now.virtual < RELEASED_VIRTUAL_MS
    ? grant(RELEASED_VIRTUAL_MS - now.virtual, true)
    : { do: 'wait' };

const isRequest = (kind: FlightKind) => kind === 'request' || kind === 'body';

const comesInPieces = (kind: FlightKind) => kind === 'body' || kind === 'word';

/** Animations have no end, and who has said something need not say more. */
const holdsNothing = (kind: FlightKind) => kind === 'frame' || kind === 'word' || kind === 'more';

const isOfWorker = (kind: FlightKind) => kind === 'worker' || kind === 'spawn';

const slownessOf = ({ slowness }: Observation) => Math.min(slowness, MOST_SLOWNESS);

/** It has said nothing since it was started or asked, and does not run yet or is at work; or it has said something, and is. */
const isOfWorkerAtWork = ({ kind, age }: Observation['flights'][number], now: Observation) => {
  const mayAnswer = isOfWorker(kind) && (now.workersAreComing || now.workersAreAtWork);
  return age < LONGEST_WORK_MS * slownessOf(now) && (mayAnswer || (kind === 'more' && now.workersAreAtWork));
};

/** Its time stands still for something else, be it of the page before, so that no word of a worker at work would reach it. */
const isHeldUp = (now: Observation) =>
  !now.spent && !now.released && now.quiet >= HELD_QUIET_MS && !now.flights.some(isAwaited);

const isAwaited = ({ kind, age, silent }: Observation['flights'][number]) =>
  silent < PATIENCE_MS[kind] && (!comesInPieces(kind) || age < LONGEST_PIECES_MS);

/** At 15 ms for each 100 an empty page has a second until it is believed to stay empty. */
const paced = ({ released }: Observation): Grant => ({ ...grant(GRACE_MS, released), paced: true });

const grant = (virtual: number, released: boolean): Grant => ({ do: 'grant', virtual, released });

/** What every page is given first. */
export const FIRST_GRANT: Grant = grant(FIRST_GRANT_MS, false);

/** What a page is given whose requests have failed: most that try again do so within seconds. */
export const RETRY_GRANT: Grant = grant(RETRY_MS, false);

/** What a page is given once all of it is in sight: observers hear of that with the next frame. */
export const UNFOLDED: Grant = { ...grant(UNFOLDED_MS, false), paced: true };
