import { TALLEST_PX } from '../../browser/tab.ts';
import { scrollers, wholeHeight } from './height.ts';
import { inPage } from './in-page.ts';
import { nameAndWord, shadowReader } from './instrument/shadow.ts';
import { SAYS_IT_WAITS } from './waiting-words.ts';

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
  /** Stands for all that it says: another when that has changed. */
  text: number;
}

/** Asks what a page looks like, closed shadow roots and all: they are kept under the secret. It answers a Look. */
export const lookScript = (secret: string): string =>
  inPage(
    lookAt,
    TALLEST_PX,
    ...nameAndWord(secret),
    shadowReader,
    SAYS_IT_WAITS.plain.source,
    SAYS_IT_WAITS.withDots.source,
    Words,
    isSign,
    wholeHeight,
    scrollers,
  );

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function lookAt(
  tallest: number,
  name: string,
  word: string,
  shadowsOf: typeof shadowReader,
  plain: string,
  withDots: string,
  Reader: typeof Words,
  isWaitingSign: typeof isSign,
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
  if (!body) return { ...nothing, isTall: false, text: 0 };
  const shadowOf = shadowsOf(name, word);
  const read = (element: Element) => {
    const words = new Reader(new RegExp(plain, 'iu'), new RegExp(withDots, 'iu'), shadowOf);
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
  const sign =
    '[aria-busy="true"], [role="progressbar"]:not([aria-valuenow]), progress:not([value]), [class~="loading"], [class~="loader"], [class*="spinner" i], [class*="skeleton" i]';
  // Names that a part with a content of its own may bear as well: they count where something of them is drawn, and no picture.
  const named =
    '#loading, #loader, #preloader, .ant-spin-spinning, [class*="preloader" i], [class*="page-loader"], [class*="loader-wrapper"], [class*="loading-overlay"], [class*="loading-mask"], [class^="lds-"], [class*=" lds-"], [class^="sk-"], mat-spinner, mat-progress-spinner, ion-spinner, sl-spinner, ngx-loading';
  const isDrawn = (element: Element) =>
    [element, ...element.querySelectorAll('*')].slice(0, 20).some(each => {
      const { width, height } = each.getBoundingClientRect();
      return width > 0 && height > 0;
    });
  const isNamed = (element: Element) =>
    isWaitingSign(element) &&
    element.querySelector('img, picture, video, iframe') === null &&
    isDrawn(element);
  // What is read out to who does not see it spin.
  const labelled = '[role="status"][aria-label], [role="img"][aria-label], svg[aria-label], img[alt]';
  const says = [plain, withDots].map(pattern => new RegExp(pattern, 'iu'));
  const saysSo = (element: Element) => {
    const label = (element.getAttribute('aria-label') ?? element.getAttribute('alt') ?? '').trim();
    return says.some(pattern => pattern.test(label));
  };
  const options = { opacityProperty: true, visibilityProperty: true };
  const shows = (element: Element) => element.checkVisibility(options); // hidden ones are there for later
  const find = (selector: string, is: (element: Element) => boolean) =>
    roots.flatMap(root => [...root.querySelectorAll(selector)]).some(each => is(each) && shows(each));
  const isBusy =
    isEmptyMain ||
    find(sign, isWaitingSign) ||
    find(named, isNamed) ||
    find(labelled, saysSo) ||
    words.saying.some(shows);
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
    text: words.sum,
  };
}

/** An element that a page shows instead of what is to come: it says next to nothing, and nothing can be entered in it. */
function isSign(element: Element): boolean {
  if (element.getAttribute('aria-busy') === 'true') return true;
  const says = element.textContent?.trim().length ?? 0;
  return says <= 40 && element.querySelector('input, select, textarea, a[href]') === null;
}

/** What a page says, and which of its words say that it waits. */
class Words {
  /** Elements whose own text says that the page waits. */
  readonly saying: Element[] = [];
  characters = 0;
  /** Of these, those that say something else. */
  others = 0;
  /** Of these, those that are in no header, footer or list of links. */
  inMain = 0;
  sum = 0;
  /** All shadow roots there are. */
  readonly roots: ShadowRoot[] = [];
  readonly #plain: RegExp;
  readonly #withDots: RegExp;
  readonly #shadowOf: ReturnType<typeof shadowReader>;
  readonly #silent = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'LINK', 'META']);
  readonly #beside = new Set(['HEADER', 'FOOTER', 'NAV', 'ASIDE']);

  constructor(plain: RegExp, withDots: RegExp, shadowOf: ReturnType<typeof shadowReader>) {
    this.#plain = plain;
    this.#withDots = withDots;
    this.#shadowOf = shadowOf;
  }

  read(parent: Element, isMain = true): void {
    const shadowRoot = this.#shadowOf(parent);
    if (shadowRoot) {
      this.roots.push(shadowRoot);
      this.#readChildren(shadowRoot, parent, isMain);
    }
    this.#readChildren(parent, parent, isMain);
  }

  #readChildren(root: Node, parent: Element, isMain: boolean): void {
    let own = '';
    for (let node = root.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) own += node.nodeValue;
      else if (node.nodeType === Node.ELEMENT_NODE && !this.#silent.has((node as Element).tagName))
        this.read(node as Element, isMain && !this.#beside.has((node as Element).tagName));
    }
    this.#note(own.trim(), parent, isMain);
  }

  #note(text: string, parent: Element, isMain: boolean): void {
    if (text === '') return;
    this.characters += text.length;
    for (let at = 0; at < text.length; at++) this.sum = (Math.imul(this.sum, 31) + text.charCodeAt(at)) | 0;
    if (text.length <= 80 && this.#saysItWaits(text, parent)) this.saying.push(parent);
    else {
      this.others += text.length;
      if (isMain) this.inMain += text.length;
    }
  }

  /** Without dots a word may be a heading or the name of something: "Laden" is a shop. */
  #saysItWaits(text: string, parent: Element): boolean {
    if (parent.closest('a, code, pre, kbd, samp, option, textarea') !== null) return false;
    return (
      this.#withDots.test(text) || (this.#plain.test(text) && parent.closest('h1, h2, td, th, dt') === null)
    );
  }
}
