import type { Notes } from './flights.ts';

/** How a row that is scrolled sideways was gone through so far. */
interface Walk {
  /** Where it stood. */
  start: number;
  /** It stands elsewhere. */
  isAway: boolean;
  /** Steps that were taken to either side of that. */
  right: number;
  left: number;
  /** How far it could be scrolled when it was last gone through. */
  room: number;
  /** What it has shown so far. */
  seen: Set<string>;
}

/**
 * Rows that are scrolled sideways, which show more further on to who scrolls them. Each is gone through as a person does it, and
 * stands where it stood afterwards. One that shows only what is in sight is made so wide that all is, until the page is written.
 *
 * Runs inside the page, which it reaches as text.
 */
export class Rows {
  /** In halves of what is seen of a row: as many widths of a window as the tallest window has heights. */
  readonly #most = 24;
  /** What sticks out by less is a border or a shadow. */
  readonly #leastPx = 16;
  readonly #mostTexts = 2_000;
  readonly #notes: Notes;
  readonly #scrollTo: (options: ScrollToOptions) => void = Element.prototype.scrollTo; // before the page makes it glide
  readonly #walks = new Map<Element, Walk>();
  /** How wide each was within, and the styles it had. */
  readonly #widened = new Map<HTMLElement, { inner: number; styles: [string, string, string][] }>();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** Whether there is more to the side of any. */
  areLeft(): boolean {
    return this.#found().some(row => {
      const walk = this.#walks.get(row);
      return !walk || (walk.right + walk.left < this.#most && this.#roomOf(row) > walk.room + this.#leastPx);
    });
  }

  /** Scrolls each that is in sight by half of what is seen of it; false once none has more. */
  step(): boolean {
    const isInSight = (row: Element) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < window.innerHeight;
    };
    return this.#found()
      .filter(isInSight)
      .map(row => this.#goOn(row))
      .includes(true);
  }

  /** All were gone through that could be. */
  done(): void {
    for (const row of this.#found()) {
      const walk = this.#walkOf(row);
      if (walk.isAway) this.#scroll(row, walk.start);
      Object.assign(walk, { room: this.#roomOf(row), isAway: false });
    }
  }

  /** Makes those wide enough for all they have that show it only while it is in sight; false where there is none. */
  widen(): boolean {
    for (const [row, { seen }] of this.#walks) {
      if (!(row instanceof HTMLElement) || !row.isConnected || row === document.scrollingElement) continue;
      const shown = new Set(this.#textsOf(row));
      const gone = [...seen].filter(text => !shown.has(text)).length;
      if (gone * 2 >= seen.size && gone > 0 && !this.#widened.has(row)) this.#widen(row);
    }
    return this.#widened.size > 0;
  }

  /** Those whose parts have grown with them are as they were. */
  check(): void {
    for (const [row, { inner }] of this.#widened) if (row.scrollWidth > inner * 1.1) this.#putBack(row);
  }

  /** Nothing is to be seen of it in what is written. */
  putBack(): void {
    for (const row of this.#widened.keys()) this.#putBack(row);
  }

  /** Around what is watched for coming into sight, and what is listened to for being scrolled. */
  #found(): Element[] {
    const { observed, scrolled, hearsAll } = this.#notes;
    const around = new Set<Element>();
    const outer = (element: Element) =>
      element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null;
    for (const each of [...observed, ...scrolled])
      for (let at = each instanceof Element ? each : null; at && !around.has(at); at = outer(at))
        around.add(at);
    if (hearsAll) for (const each of document.querySelectorAll('*')) around.add(each);
    return [...around].filter(each => this.#isRow(each));
  }

  #isRow(element: Element): boolean {
    if (!element.isConnected || element.clientWidth === 0 || this.#roomOf(element) < this.#leastPx)
      return false;
    const overflowOf = (each: Element) => getComputedStyle(each).overflowX;
    if (element !== document.scrollingElement) return /auto|scroll/.test(overflowOf(element));
    const isCut = [element, document.body].some(each => each && /hidden|clip/.test(overflowOf(each)));
    return !isCut && this.#widened.size === 0;
  }

  #roomOf({ scrollWidth, clientWidth }: Element): number {
    return scrollWidth - clientWidth;
  }

  #walkOf(row: Element): Walk {
    const known = this.#walks.get(row);
    const walk = known ?? {
      start: row.scrollLeft,
      isAway: false,
      right: 0,
      left: 0,
      room: 0,
      seen: new Set(),
    };
    this.#walks.set(row, walk);
    return walk;
  }

  #goOn(row: Element): boolean {
    const walk = this.#walkOf(row);
    for (const text of this.#textsOf(row)) walk.seen.add(text);
    const half = row.clientWidth / 2;
    const last = this.#scroll(row, 1e9);
    const first = this.#scroll(row, -1e9); // where it is read from right to left, that is less than nothing
    const isBounded = walk.right + walk.left >= this.#most;
    let to = walk.start;
    if (!isBounded && walk.start + walk.right * half < last) to += ++walk.right * half;
    else if (!isBounded && walk.start - walk.left * half > first) to -= ++walk.left * half;
    this.#scroll(row, to);
    walk.isAway = to !== walk.start;
    return walk.isAway;
  }

  /** Answers where it stands then. */
  #scroll(row: Element, left: number): number {
    this.#scrollTo.call(row, { left, behavior: 'instant' });
    return row.scrollLeft;
  }

  #textsOf(row: Element): string[] {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const texts: string[] = [];
    while (texts.length < this.#mostTexts && walker.nextNode()) {
      const { currentNode: node } = walker;
      const text = node instanceof HTMLImageElement ? node.src : node instanceof Text ? node.data.trim() : '';
      if (text) texts.push(text);
    }
    return texts;
  }

  /** What is around it has room for it as before. */
  #widen(row: HTMLElement): void {
    const { scrollWidth: inner, clientWidth, offsetWidth, style } = row;
    const most = clientWidth * (1 + this.#most / 2);
    const more = Math.min(inner, most) - clientWidth;
    const margin = Number.parseFloat(getComputedStyle(row).marginInlineEnd) || 0;
    const wide: [string, string][] = [
      ['box-sizing', 'border-box'],
      ['width', `${offsetWidth + more}px`],
      ['max-width', 'none'],
      ['flex-shrink', '0'],
      ['flex-grow', '0'],
      ['flex-basis', 'auto'],
      ['margin-inline-end', `${margin - more}px`],
    ];
    const styles = wide.map(([name]): [string, string, string] => [
      name,
      style.getPropertyValue(name),
      style.getPropertyPriority(name),
    ]);
    this.#widened.set(row, { inner, styles });
    for (const [name, value] of wide) style.setProperty(name, value, 'important');
  }

  #putBack(row: HTMLElement): void {
    for (const [name, value, priority] of this.#widened.get(row)?.styles ?? [])
      if (value) row.style.setProperty(name, value, priority);
      else row.style.removeProperty(name);
    if (row.getAttribute('style') === '') row.removeAttribute('style');
    this.#widened.delete(row);
  }
}
