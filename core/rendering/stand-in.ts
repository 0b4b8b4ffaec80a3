/** What a browser is answered without the network. Header names in any letter case. */
export interface Source {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/**
 * Answers in the place of an origin whose name does not lead to us yet: before the site's DNS is turned, another server has its
 * name, and nothing of that may get into a snapshot.
 */
export interface StandIn {
  /** Whether it is needed for an origin now. Never rejects. */
  isNeededFor(origin: string): Promise<boolean>;
  /** What the site would answer to a request, or where it would ask. */
  answer(request: { method: string; url: URL }): Promise<Source | { ask: URL }>;
}
