/** The console's pages. A slug may hold slashes, so it ends a path. */
const BASE = '/console';
const slugOf = (slug: string) => slug.split('/').map(encodeURIComponent).join('/');
const on = (domain: string | undefined) =>
  domain === undefined ? '' : `?domain=${encodeURIComponent(domain)}`;

export const paths = {
  base: BASE,
  links: `${BASE}/`,
  newLink: `${BASE}/new`,
  /** The form with what was typed already. */
  newLinkWith: (typed: { url: string; slug: string }) => `${BASE}/new?${new URLSearchParams(typed)}`,
  importing: `${BASE}/import`,
  link: (slug: string, domain?: string) => `${BASE}/link/${slugOf(slug)}${on(domain)}`,
  edit: (slug: string, domain?: string) => `${BASE}/edit/${slugOf(slug)}${on(domain)}`,
  clicks: `${BASE}/clicks`,
  crawlers: `${BASE}/crawlers`,
  seen: (url?: string) => `${BASE}/seen${url === undefined ? '' : `?url=${encodeURIComponent(url)}`}`,
  verdict: `${BASE}/verdict`,
  snapshots: `${BASE}/snapshots`,
  keys: `${BASE}/keys`,
  settings: `${BASE}/settings`,
};
