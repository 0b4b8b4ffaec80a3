import type { PageState } from '../../../core/rendering/in-page/instrument/instrument.ts';
import type { Look } from '../../../core/rendering/in-page/look.ts';

/** A page that shows something, and waits for nothing. */
export const SHOWS: Look = {
  hasContent: true,
  looksBusy: false,
  isPlaceholder: false,
  isHidden: false,
  isRich: false,
  moves: 0,
  isTall: false,
  isWide: false,
  text: 1,
};

/** What its instrument counts: nothing that is on its way. */
export const IDLE: PageState = {
  loading: false,
  prerenderReady: null,
  flights: [],
  changes: 3,
  outside: false,
  open: 0,
  coming: 0,
  shared: 0,
  timer: null,
  unfolds: false,
  speaksByFrames: false,
  speaks: false,
};
