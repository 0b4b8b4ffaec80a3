import type { Properties } from './pretend/properties.ts';
import type { Log } from './requests/log.ts';

/**
 * Work that virtual time knows nothing of, or that never ends. stream: a socket or an event stream until it is open, and until
 * its first word. word: what one has said, until it says more. reply: what was said to a socket, until it says something.
 * body: one that is read piece by piece.
 * worker: one that was asked something; spawn: one that was only started; more: one that has said something.
 * answer: what the browser computes or keeps.
 */
export type FlightKind =
  | 'request'
  | 'body'
  | 'stream'
  | 'word'
  | 'reply'
  | 'worker'
  | 'spawn'
  | 'more'
  | 'frame'
  | 'answer';

/** A piece of work under way. Neither says anything once it has ended. */
export interface Flight {
  /** It goes on: a piece of it has come. */
  beat(): void;
  end(): void;
}

/** Counts a piece of work until it ends. */
export type Begin = (kind: FlightKind) => Flight;

/** What is noted of a page beside what is on its way. */
export interface Notes {
  /** Sockets and event streams that are open, and workers that live. */
  open: number;
  /** Workers that do not run yet. */
  coming: Set<unknown>;
  /** Shared workers that were asked for, each once. */
  shared: Set<string>;
  /** When each long timer is due, by the page's own clock. */
  timers: Map<unknown, number>;
  /** The page asks what comes into sight. */
  unfolds: boolean;
  /** Who is listened to for being scrolled. */
  scrolled: Set<unknown>;
  /** Somebody hears of all that is scrolled, wherever it is. */
  hearsAll: boolean;
  /** What was asked of whether it comes into sight. */
  observed: Set<unknown>;
  /** Frames the page has asked for and was not given yet. */
  frames: number;
  /** A frame's own work is being done. */
  isInFrame: boolean;
  /** The last frame has changed what the page says: it counts up, or types. */
  framesSpeak: boolean;
}

/** What is noted at first. It reaches the page as text. */
export const newNotes = (): Notes => ({
  open: 0,
  coming: new Set(),
  shared: new Set(),
  timers: new Map(),
  unfolds: false,
  scrolled: new Set(),
  hearsAll: false,
  observed: new Set(),
  frames: 0,
  isInFrame: false,
  framesSpeak: false,
});

/** Who hears of the page's own requests: what counts work, and what notes failures. */
export interface Hearers extends Pick<Properties, 'wrap'> {
  begin: Begin;
  notes: Notes;
  log: Log;
}
