import { TALLEST_PX } from '../../browser/tab.ts';
import { scrollers, wholeHeight } from './height.ts';
import { inPage } from './in-page.ts';
import { nameAndWord, shadowReader } from './instrument/shadow.ts';
import { Signs } from './signs.ts';
import { SAYS_IT_WAITS } from './waiting-words.ts';
import { Words } from './words.ts';

/** What a page looks like: asked for only when it matters, for it takes reading the whole document. */
export interface Look {
  /** There is something to read or to see. */
  hasContent: boolean;
  /** It shows that it waits: a spinner, a skeleton, an empty main part, the word "loading"; or it hides all of itself. */
  looksBusy: boolean;
  /** It shows nothing but that. */
  isPlaceholder: boolean;
  /** It has content and hides all of it. */
  isHidden: boolean;
  /** Its main part says so much besides that it is a page whatever else comes. */
  isRich: boolean;
  /** Milliseconds until all that moves in it and has an end has come to rest; 0 when nothing does. */
  moves: number;
  /** It is taller than its window, which could be taller yet. */
  isTall: boolean;
  /** There is more to the side of a row that is scrolled, for who hears of that. */
  isWide: boolean;
  /** Stands for all that it says: another when that has changed. */
  text: number;
}

/** Asks what a page looks like, closed shadow roots and all: they are kept under the secret. It answers a Look. */
export const lookScript = (secret: string): string =>
  inPage(
    lookAt,
    TALLEST_PX,
    secret,
    ...nameAndWord(secret),
    shadowReader,
    SAYS_IT_WAITS.plain.source,
    SAYS_IT_WAITS.withDots.source,
    Words,
    Signs,
    wholeHeight,
    scrollers,
  );

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function lookAt(
  tallest: number,
  secret: string,
  name: string,
  word: string,
  shadowsOf: typeof shadowReader,
  plain: string,
  withDots: string,
  Reader: typeof Words,
  SignFinder: typeof Signs,
  heightOf: typeof wholeHeight,
  scrolled: typeof scrollers,
): Look {
  const { body } = document;
  const nothing = {
    hasContent: false,
    looksBusy: true,
    isPlaceholder: false,
    isHidden: false,
    isRich: false,
    moves: 0,
  };
  if (!body) return { ...nothing, isTall: false, isWide: false, text: 0 };
  const shadowOf = shadowsOf(name, word);
  const says: [RegExp, RegExp] = [new RegExp(plain, 'iu'), new RegExp(withDots, 'iu')];
  const read = (element: Element) => {
    const words = new Reader(...says, shadowOf);
    words.read(element);
    return words;
  };
  const words = read(body);
  const roots = [body, ...words.roots];
  const picture = 'img, svg, canvas, video, iframe, object, embed, input, button';
  const hasPicture = (within: (Element | ShadowRoot)[]) =>
    within.some(root => root.querySelector(picture) !== null);
  const main = document.querySelector('main, [role="main"]');
  const inMain = main && read(main);
  const isEmptyMain = inMain?.characters === 0 && !hasPicture([main as Element, ...inMain.roots]);
  const signs = new SignFinder(says);
  const shows = (element: Element) => signs.isSeen(element);
  const isBusy = isEmptyMain || signs.areIn(roots) || words.saying.some(shows);
  const isHidden = words.others > 0 && !isBusy && !shows(body);
  const left = ({ playState, effect }: Animation) => {
    const { endTime, localTime } = effect?.getComputedTiming() ?? {};
    const ms = playState === 'running' ? Number(endTime) - Number(localTime) : 0;
    return Number.isFinite(ms) ? ms : 0;
  };
  const pictured = body.matches('frameset') || hasPicture(roots);
  return {
    hasContent: pictured || words.characters > 0,
    looksBusy: isBusy || isHidden,
    isPlaceholder: !pictured && words.characters > 0 && words.others === 0,
    isHidden,
    isRich: words.inMain >= 200,
    moves: Math.max(0, ...document.getAnimations().map(left)),
    isTall: window.innerHeight < tallest && heightOf(scrolled) > window.innerHeight,
    isWide: Reflect.get(window, secret)?.rows.areLeft() === true,
    text: words.sum,
  };
}
