/** What a page turned out to be. */
export interface RenderedPage {
  status: number;
  /** Where a page that redirects leads to: an absolute URL. */
  location?: string;
  /**
   * What a browser shows at the address of a page that redirects by script, where that is a document all the same: its router
   * has written another address, or a meta told crawlers of one. Should the redirect lead back, the page is this.
   */
  shown?: RenderedPage | undefined;
  /** What the page, or its origin, says of it beyond its text: lower-case names. */
  headers: Record<string, string>;
  /** Empty when the page redirects. */
  html: string;
  /** The build of the app it was made of, where that is known. */
  build?: string | undefined;
}

/** What a page's head says of it: enough for a card of the link. */
export interface PageHead {
  /** Empty when there is none. */
  title: string;
  /** In their order; each has a name or a property. */
  metas: { name?: string; property?: string; content: string }[];
  /** An absolute URL. */
  canonical?: string;
}

/** The page was not finished by its deadline. There is no page then: half of one must not be answered. */
export class RenderTimeout extends Error {
  override name = 'RenderTimeout';
  /** What the page's head said when the time was up, when that is known. */
  readonly head: PageHead | undefined;

  constructor(message: string, head?: PageHead) {
    super(message);
    this.head = head;
  }
}

/**
 * The page was not finished by its deadline, and a browser was being started for all of that time or for some of it: this says
 * nothing of the page, nor of the renderer. The start goes on, for the next page.
 */
export class ColdStart extends RenderTimeout {
  override name = 'ColdStart';
}

/** The page answers nothing, and its scripts work on. */
export class PageHung extends RenderTimeout {
  override name = 'PageHung';
  /** It had as long as any page has: it is in an endless loop, and will be the next time, too. Else it may only be slow. */
  readonly isLoop: boolean;

  constructor(message: string, isLoop: boolean) {
    super(message);
    this.isLoop = isLoop;
  }
}

/**
 * The page could not be rendered: Chromium or the network failed, or it is no page. With a cause it was none of the page's
 * doing, and the breaker counts it.
 */
export class RenderFailed extends Error {
  override name = 'RenderFailed';
}

/** The page is not of an origin that may be rendered. */
export class OriginNotAllowed extends Error {
  override name = 'OriginNotAllowed';
}
