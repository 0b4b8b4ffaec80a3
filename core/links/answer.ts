import { PURGED_WITHIN_SECONDS } from '../purged-within.ts';
import { effectiveWithin } from './commit.ts';
import type { Domains } from './domains.ts';
import { type Link, type LinkSettings, stateOf } from './link.ts';
import { nextChangeAt } from './pending.ts';
import { LinkAnswer } from './schema.ts';
import { uriOf } from './uri.ts';

/**
 * A link as the API answers it, to a client that asked `host`. No password is ever in it, nor a hash of one.
 *
 * @param purged whether the edges were told to forget the link, where a client asked for that
 */
export function answerFor(
  link: Link,
  domains: Domains,
  host: string,
  now: number,
  purged?: boolean,
): LinkAnswer {
  const within = effectiveWithin(link, now);
  const shortUrl = shortUrlOf(link, domains, host);
  const all: LinkAnswer & { password?: undefined } = {
    ...link,
    password: undefined,
    domain: link.domain === '' ? undefined : link.domain,
    ...asUris(link),
    shortUrl,
    // What is printed stays: the distribution's own name would, too, after the deployment has got a better one.
    qr: (domains.named(link.domain) ?? domains.first).host === '' ? undefined : `${shortUrl}.qr`,
    state: stateOf(link, now),
    nextChangeAt: nextChangeAt(link, now),
    hasPassword: link.password !== undefined,
    effectiveWithinSeconds: purged ? Math.min(within, PURGED_WITHIN_SECONDS) : within,
    purged,
  };
  // What the document has, in its order, and nothing else.
  return Object.fromEntries(FIELDS.map(name => [name, all[name]])) as LinkAnswer;
}

/** The short url of a link, for a client that asked `host`. */
export const shortUrlOf = (
  { domain, slug }: Pick<Link, 'domain' | 'slug'>,
  domains: Domains,
  host: string,
): string => `${domains.originOf(domain, host)}/${slug}`;

/** Each address as whoever is sent there gets it. */
export function asUris({
  url,
  expiredUrl,
  rules,
  appLinks,
}: LinkSettings): Pick<LinkSettings, 'url' | 'expiredUrl' | 'rules' | 'appLinks'> {
  return {
    url: uriOf(url),
    expiredUrl: expiredUrl === undefined ? undefined : uriOf(expiredUrl),
    rules: rules.map(rule => ({ ...rule, url: uriOf(rule.url) })),
    appLinks: appLinks && {
      ...(appLinks.ios && { ios: withUris(appLinks.ios) }),
      ...(appLinks.android && { android: withUris(appLinks.android) }),
    },
  };
}

const withUris = <App extends { url?: string | undefined; store?: string | undefined }>(app: App): App => ({
  ...app,
  ...(app.url !== undefined && { url: uriOf(app.url) }),
  ...(app.store !== undefined && { store: uriOf(app.store) }),
});

const FIELDS = Object.keys(LinkAnswer.shape) as (keyof LinkAnswer)[];

/** What a client sends in If-Match: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 */
export const etagOf = ({ version }: Pick<Link, 'version'>): string => `"${version}"`;
