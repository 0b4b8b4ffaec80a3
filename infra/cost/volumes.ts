/** What happens in a month. */
export const VOLUMES = {
  redirects: 'redirects',
  crawlers: 'pages for crawlers',
  pages: 'pages with a snapshot',
  people: 'pages for people',
  links: 'new links',
  calls: 'other calls of the API',
} as const;

export type Volumes = Record<keyof typeof VOLUMES, number>;

/** Settings of infra/settings.yml that the bill or a limit depends on, with their defaults. */
export const SETTINGS = {
  viewerRequest: 'lambda',
  renderer: 'lambda',
  rendersPerDay: 50_000,
  rendersPerMinute: 300,
  requestsPerSecond: 500,
  redirectConcurrency: 0,
};
export type Settings = typeof SETTINGS;

/** What no setting says, and what differs from site to site. Each is a guess that you can replace by your own figure. */
export const ASSUMED = {
  edgeShare: { value: 0.5, what: 'share of redirects answered at the edge' },
  crawlerEdgeShare: { value: 0.2, what: 'share of crawlers’ pages answered at the edge' },
  crawlerMissShare: { value: 0.01, what: 'share of crawlers’ pages that have no snapshot yet' },
  peopleEdgeShare: { value: 0.9, what: 'share of people’s pages answered at the edge' },
  rerendersPerPage: { value: 4, what: 'times a page is rendered again in a month' },
  changedShare: { value: 0.25, what: 'share of these that come out differently' },
  requestsPerRender: { value: 2, what: 'requests to the app’s API while a page is rendered' },
  redirectBytes: { value: 600, what: 'bytes of a redirect' },
  pageBytes: { value: 15_000, what: 'bytes of a page for a crawler, compressed' },
  apiBytes: { value: 1_300, what: 'bytes of an answer of the API' },
  storedPageBytes: { value: 80_000, what: 'bytes of a page in the bucket, HTML and Markdown' },
  logLineBytes: { value: 200, what: 'bytes of a request in CloudFront’s log, compressed' },
  callLogBytes: { value: 400, what: 'bytes that Lambda logs of each call' },
  linesPerBatch: { value: 1_000, what: 'log lines that are counted together' },
  linksPerBatch: { value: 20, what: 'links among them' },
  redirectMs: { value: 10, what: 'ms of a redirect’s function' },
  apiMs: { value: 50, what: 'ms of an API call’s function' },
  edgeMs: { value: 2, what: 'ms of a function at the edge' },
  renderMs: { value: 4_000, what: 'ms of a render' },
  batchMs: { value: 500, what: 'ms to count a batch of log lines' },
  scheduledMs: { value: 200, what: 'ms of a scheduled call' },
  peak: { value: 5, what: 'busiest second ÷ average second' },
} as const;

export type Assumed = Record<keyof typeof ASSUMED, number>;

export const assumed = (): Assumed =>
  Object.fromEntries(Object.entries(ASSUMED).map(([name, { value }]) => [name, value])) as Assumed;

/** A month to be reckoned with. */
export interface Month {
  volumes: Volumes;
  settings: Settings;
  assumed: Assumed;
}

/** Days in a month, on average. */
export const MONTH_DAYS = 365.25 / 12;
export const MONTH_HOURS = 24 * MONTH_DAYS;
export const MONTH_SECONDS = 3600 * MONTH_HOURS;

const SUFFIXES: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/**
 * A number as people write large ones: `300k`, `100M`, `1.5G`.
 *
 * @throws an error of one sentence that begins with the name
 */
export function numberOf(name: string, text: string): number {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text) ?? [];
  if (digits === undefined)
    throw new Error(`${name} ${text}: expected a number such as 5000, 300k, 100M or 1.5G.`);
  return Number((Number(digits) * (SUFFIXES[suffix] ?? 1)).toPrecision(15));
}
