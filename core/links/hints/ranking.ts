/** A link that was clicked, as whoever counts the clicks knows it. */
export interface RankedLink {
  id: string;
  /** What it was kept under when a click of it was counted last. */
  link: string;
  /** Ever since; more than 0. */
  clicks: number;
}

export interface RankingRequest {
  /** 1 to 100. */
  limit: number;
  descending: boolean;
  /** The last one of the page before. */
  after?: Pick<RankedLink, 'id' | 'clicks'> | undefined;
}

/** How often links were clicked, which is counted elsewhere. One request of a table each. All reject with a ServiceFault. */
export interface Ranking {
  /** Links that were clicked, in the order of their clicks, as it was a moment ago. */
  page(request: RankingRequest): Promise<{ links: RankedLink[]; isMore: boolean }>;
  /**
   * Of links those that were clicked, as it is now.
   *
   * @param ids at most 100
   */
  of(ids: readonly string[]): Promise<RankedLink[]>;
}
