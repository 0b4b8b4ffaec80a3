/** A page of a kind that apps are made of, and what a browser shows of it in the end. Those below /right/ need `answerRight` behind them. */
export interface RightPage {
  name: string;
  path: string;
  html: string;
  wanted: Wanted;
}

/** All of it has to be there. */
export interface Wanted {
  /** Visible. */
  text: readonly string[];
  /** Not visible any more. */
  unwanted?: readonly string[];
  /** By what it is called: `title`, `canonical`, `og:title`. A canonical is a path of this origin. */
  head?: Readonly<Record<string, string>>;
  /** Of the head, this has to stand among the first bytes, where whoever draws a card of a link stops to read. */
  early?: readonly string[];
  links?: readonly { path: string; text: string }[];
  /** A declaration that no rule of the document itself has. */
  style?: string;
  /** Classes by which the page hides what bears them. */
  hidingClasses?: readonly string[];
  /** 200 without it. */
  status?: number;
  /** What a browser shows there is an accident: nobody must be given it as the page. */
  isNoPage?: boolean;
  /** Some of it comes into sight only further down. */
  isTall?: boolean;
}

/** What there is to see of a page, in a browser or in HTML. */
export interface Seen {
  /** Visible, with single spaces, and one at each end. */
  text: string;
  /** What stands in the head. */
  head: Readonly<Record<string, string>>;
  links: readonly { href: string; text: string }[];
  /** Of all rules of the document. */
  styles: string;
}

/** In no page of the list, as it stands: a script has to make it. */
export const WANTED = 'the wanted text';

/** What `get()` brings. */
export const DATA = 'twelve coils of rope';

export interface Source extends Partial<Wanted> {
  name: string;
  /** Runs at the end of the page. `show()` makes the wanted text, `get()` brings DATA, `later(ms)` waits. */
  code?: string;
  /** What the main part holds at first. */
  main?: string;
  /** Within the head. */
  more?: string;
  /** Where it is another than its name's. */
  path?: string;
}

const HELPERS = `const main = document.querySelector('main');
const show = (text = ['the', 'wanted', 'text'].join(' ')) => { main.textContent = text };
const get = (ms = 60) => fetch('/right/data?ms=' + ms).then(response => response.json()).then(({ text }) => text);
const later = ms => new Promise(resolve => setTimeout(resolve, ms));`;

/** A page of the list, of what is special about it. */
export function rightPage({ name, code = '', main = '', more = '', path, ...wanted }: Source): RightPage {
  const head = `<meta charset="utf-8"><title>${name}</title>${more}`;
  const body = `<header>Harbour Supplies</header><main>${main}</main><script>${HELPERS}\n${code}</script>`;
  return {
    name,
    path: path ?? `/right/${name.toLowerCase().replace(/\W+/g, '-')}`,
    html: `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`,
    wanted: { text: [WANTED], ...wanted },
  };
}

export const SPINNER = '<div class="spinner" role="status"></div>';
