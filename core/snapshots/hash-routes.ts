/**
 * The first of a page's routes that lies behind "#", as routers in hash mode make them (`#/about`, `#!/about`): no server is
 * ever told of it, so all of them are one page.
 *
 * @param addresses of links, as they are written
 * @param url the page's
 */
export function hashRoute(addresses: Iterable<string>, url: string): string | undefined {
  const { origin } = new URL(url);
  for (const address of addresses) {
    const [, page = '', route] = /^([^#]*)(#!?\/.*)$/s.exec(address) ?? [];
    if (route !== undefined && URL.canParse(page, url) && new URL(page, url).origin === origin) return route;
  }
  return undefined;
}

/** As above, of a finished page. */
export const hashRouteOf = (html: string, url: string): string | undefined =>
  hashRoute(
    [...html.matchAll(/\shref="([^"]*)"/g)].map(([, address = '']) => address),
    url,
  );
