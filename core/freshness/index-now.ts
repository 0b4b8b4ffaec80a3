/** Tells search engines of a page that has changed. Never rejects. */
export type Announce = (url: string) => Promise<void>;

export interface IndexNowOptions {
  /** The site's key: the web finds it at https://SITE/KEY.txt, which proves that we speak for the site. */
  key: string;
  fetch: typeof globalThis.fetch;
  log(line: string): void;
}

/** Any engine that takes part hands it on to all the others: https://www.indexnow.org/documentation */
const ENDPOINT = 'https://api.indexnow.org/indexnow';
/** A page is kept whether anybody hears of it or not. */
const TIMEOUT_MS = 2_000;

/** Announces pages by IndexNow; undefined without a key, which switches it off. */
export function indexNow({ key, fetch, log }: IndexNowOptions): Announce | undefined {
  if (key === '') return undefined;
  return async url => {
    const query = new URLSearchParams({ url, key });
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { ok, status } = await fetch(`${ENDPOINT}?${query}`, { signal });
      if (!ok) log(`IndexNow answered ${status} for ${url}`);
    } catch (error) {
      log(`IndexNow was not told of ${url}: ${error}`);
    }
  };
}
