import type { ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** What every page is given: the named parts of its path, and its query. */
export type PageProps = { params: Record<string, string>; query: URLSearchParams };

export type Route = { pattern: string; page: ComponentType<PageProps> };

/** An address that moved: `/old-products/:id` → `/products/:id`. */
export type Redirect = { from: string; to: string };

let movedSinceDrawn = false;

/**
 * The address being shown, as path and query. Follows the browser's buttons and every plain click on a link to this
 * site, so pages write ordinary `<a href>` and work the same without the router.
 */
export function useAddress(redirects: Redirect[]): string {
  const [address, setAddress] = useState(() => settle(redirects));
  useLayoutEffect(() => {
    const follow = () => {
      const next = settle(redirects);
      movedSinceDrawn ||= next !== address;
      setAddress(next);
    };
    const click = (event: MouseEvent) => {
      const url = linkInsideSite(event);
      if (!url) return;
      event.preventDefault();
      if (url.href !== location.href) history.pushState(null, '', url);
      window.scrollTo(0, 0);
      follow();
    };
    document.addEventListener('click', click);
    window.addEventListener('popstate', follow);
    return () => {
      document.removeEventListener('click', click);
      window.removeEventListener('popstate', follow);
    };
  }, [redirects, address]);
  return address;
}

/** Finds the page for a path; undefined means that the site has none. */
export function findPage(routes: Route[], path: string) {
  for (const { pattern, page } of routes) {
    const params = matchPath(pattern, path);
    if (params) return { page, params };
  }
  return undefined;
}

/** The named parts of a path that fits the pattern: `/products/:id` and `/products/a` give `{ id: 'a' }`. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decoded(given[index] ?? '');
    if (part.startsWith(':') && value) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

/** Where a path leads now, if it moved. A slash at the end is a second address for the same page, so it moves too. */
export function movedTo(redirects: Redirect[], path: string): string | undefined {
  // Several slashes could otherwise end up as `//host`, which is another site.
  if (path.length > 1 && path.endsWith('/')) return `/${path.replace(/^\/+|\/+$/g, '')}`;
  for (const { from, to } of redirects) {
    const params = matchPath(from, path);
    if (params) return to.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  }
  return undefined;
}

/** What had the focus is about to go, so the heading of whatever is drawn next should take it. */
export function focusNextPage(): void {
  movedSinceDrawn = true;
}

/**
 * Moves the focus to the heading of a page that has just been drawn, so that a screen reader announces it and the
 * keyboard continues there. Not for the address the person came in by: there the browser does it.
 */
export function focusAfterMove(): void {
  if (movedSinceDrawn) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  movedSinceDrawn = false;
}

function settle(redirects: Redirect[]): string {
  // replaceState, because "back" must not lead to the old address, which would only send the person here again.
  // Signpost's renderer notices that the address changed and answers a crawler with a 301.
  for (let to = movedTo(redirects, location.pathname); to; to = movedTo(redirects, location.pathname)) {
    history.replaceState(null, '', to + location.search + location.hash);
  }
  return location.pathname + location.search;
}

function linkInsideSite(event: MouseEvent): URL | undefined {
  // Anything but a plain click is the browser's: a new tab, a download, a context menu.
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || modified) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.target || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  if (url.origin !== location.origin) return undefined;
  const samePage = url.pathname === location.pathname && url.search === location.search;
  return samePage && url.hash ? undefined : url;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
