/** The record behind a short url. */
export interface Link {
  slug: string;
  /** Where the link leads, as `readUrl` wrote it: pure ASCII, yet no URI before `uriOf`. */
  url: string;
  /** Whether the query of the short url is added to the url's. */
  forwardQuery: boolean;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The id of the key that made the link. */
  createdBy: string;
}

/**
 * How long the edge may answer a link without asking. So an edit is in force everywhere within this time,
 * which the API tells its clients, and the redirect writes into s-maxage.
 */
export const EDGE_SECONDS = 60;
