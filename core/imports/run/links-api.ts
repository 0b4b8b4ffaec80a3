/** What the API says of one link of a batch. */
export interface BatchResult {
  status: number;
  link?: { slug: string; shortUrl: string } | undefined;
  problem?:
    | { detail: string; errors?: { field: string; reason: string; expected: string }[] | undefined }
    | undefined;
  holder?: { shortUrl: string; url: string; state: string } | undefined;
}

/** The links API, as far as an import needs it. */
export interface LinksApi {
  /** What becomes of each of at most 1,000 links, or would. */
  batch(links: readonly object[], dryRun: boolean): Promise<BatchResult[]>;
}
