/**
 * Which way the redirect sent somebody, where that is not the link's own url: by a rule, numbered from 1; or because it was over, or
 * none, or the domain's home; or that it showed a page with the ways to an app. CloudFront's logs have no header of ours but Content-Type, so it is written there, as a parameter that
 * means nothing to a browser, and stays with an answer that the edge keeps.
 */
export type WayTaken = `rule-${number}` | 'ended' | 'missing' | 'home' | 'apps';

const NAMES = /^text\/html;\s*way=(rule-\d{1,3}|ended|missing|home|apps)$/;

/** The Content-Type of a redirect's empty body. */
export const typeOf = (way: WayTaken): string => `text/html; way=${way}`;

/** The way of a redirect by its Content-Type; undefined for the link's own url. */
export const wayTakenBy = (contentType: string): WayTaken | undefined =>
  NAMES.exec(contentType)?.[1] as WayTaken | undefined;
