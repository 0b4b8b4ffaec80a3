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
  /** It is a page although some of its own requests failed: the first of them, in words. What is stored may have more. */
  lacks?: string;
  /** What it was not waited for any longer, in words: what has no end, or did not come. */
  givenUp?: string[];
}

/**
 * What is wrong with a page that could not be rendered, where it is the page: it stayed empty; it is something else than a
 * page; it is in an endless loop; its own requests failed; it waits for something that does not come.
 */
export type PageFault = 'empty' | 'other' | 'loop' | 'requests' | 'late';

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
  /** Where it is known to be the page's doing, and not that of a browser that did not answer, or of a turn that came late. */
  readonly fault: PageFault | undefined;

  constructor(message: string, head?: PageHead, fault?: PageFault) {
    super(message);
    this.head = head;
    this.fault = fault;
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
    super(message, undefined, isLoop ? 'loop' : 'late');
    this.isLoop = isLoop;
  }
}

/** The page could not be rendered: Chromium or the network failed, which the breaker counts where there is a cause; or PageFailed. */
export class RenderFailed extends Error {
  override name = 'RenderFailed';
}

/** There is no page, and it is the page's doing: the renderer is well. */
export class PageFailed extends RenderFailed {
  override name = 'PageFailed';
  readonly fault: PageFault;

  constructor(message: string, fault: PageFault) {
    super(message);
    this.fault = fault;
  }
}

/** What is wrong with the page, where a render failed because of the page. */
export const faultOf = (error: unknown): PageFault | undefined =>
  error instanceof RenderTimeout || error instanceof PageFailed ? error.fault : undefined;

/** The page is not of an origin that may be rendered. */
export class OriginNotAllowed extends Error {
  override name = 'OriginNotAllowed';
}
