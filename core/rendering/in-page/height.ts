import { inPage } from './in-page.ts';

/** Asks how tall a window would have to be that shows all of a page at once, and how tall it is: two numbers. */
export const heightScript = (): string => inPage(heights, wholeHeight, scrollers);

/** Reads on in a page, as far down as `top`, or goes back up. */
export const scrollScript = (top: number): string => inPage(scrollAll, top, scrollers);

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

const heights = (whole: typeof wholeHeight, scrolled: typeof scrollers): [number, number] => [
  whole(scrolled),
  window.innerHeight,
];

/** The page itself, or the part of it that is scrolled in its place where an app fills just the window. */
export function wholeHeight(scrolled: typeof scrollers): number {
  const more = scrolled().map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  return Math.max(document.documentElement.scrollHeight, window.innerHeight + Math.max(0, ...more));
}

/** What is under the middle of the window and takes up most of its height: no list in a box of its own. */
export function scrollers(): Element[] {
  const isScrolled = (element: Element) =>
    element.clientHeight >= window.innerHeight / 2 &&
    element.scrollHeight > element.clientHeight &&
    /auto|scroll/.test(getComputedStyle(element).overflowY);
  return document.elementsFromPoint(window.innerWidth / 2, window.innerHeight / 2).filter(isScrolled);
}

function scrollAll(top: number, scrolled: typeof scrollers): void {
  for (const each of [window, ...scrolled()]) each.scrollTo({ top, behavior: 'instant' });
}
