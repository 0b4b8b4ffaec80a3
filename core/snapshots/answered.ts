/**
 * How a page's request was answered: with the snapshot as it was stored, with one that was rendered meanwhile, or with what there is
 * instead (told to come back, a card, the app) and why. CloudFront's logs have no header of ours but Content-Type, so it is
 * written there, as a parameter that means nothing to a browser or a crawler, and stays with an answer that the edge keeps. It comes before
 * the charset, as not everybody who looks for that stops at a semicolon.
 * https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
 */
export type Answered = 'stored' | 'rendered' | `${'retry' | 'card' | 'shell'}-${string}`;

const NAMES = /;\s*page=(stored|rendered|(?:retry|card|shell)-[a-z]{1,20})(?:;|$)/;

/** A Content-Type that says how the request was answered. */
export const typeWith = (contentType: string, answered: Answered): string =>
  contentType.replace(/^[^;]*/, media => `${media}; page=${answered}`);

/** What a Content-Type says; undefined for one of anything else. */
export const answeredBy = (contentType: string): Answered | undefined =>
  NAMES.exec(contentType)?.[1] as Answered | undefined;
