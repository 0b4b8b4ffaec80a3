import { classify } from '../../crawlers/classify.ts';
import type { AppLinks } from '../link.ts';
import { deviceOf } from './device.ts';

/** Where somebody is led: on, or to a page with both ways. */
export type AppWay = { location: string } | { url: string; store: string };

/**
 * Where a person with a phone or a tablet is led. The system opens the app for a short url by itself, without asking us, where the
 * domain says that they belong together (`files.ts`). Whoever comes here has no app, or is in a program that does not look.
 *
 * - Without an address of the app's own: to the store.
 * - On Android, in a browser that knows intents: to the app, or to the store, as the browser finds.
 * - Elsewhere nobody can tell whether the app is there, and a browser shows an error for a scheme that nothing opens: so to a page with
 *   both ways.
 *
 * @param location where everybody else is led
 * @param leave makes an address one to send somebody to; undefined for one that may not be
 * @returns undefined for who is no person, and where there is no app for his machine
 */
export function appWayOf(
  { ios, android }: AppLinks,
  location: string,
  userAgent: string,
  leave: (url: string | undefined) => string | undefined,
): AppWay | undefined {
  if (classify(userAgent).kind !== 'person') return undefined;
  const { os, browser } = deviceOf(userAgent);
  const app = os === 'ios' ? ios : os === 'android' ? android : undefined;
  if (!app) return undefined;
  const store = leave(app.store ?? (android && playStoreOf(android.package))) ?? location;
  const url = leave(app.url);
  if (url === undefined) return { location: store };
  if (os === 'android' && android && browser !== undefined && browser !== 'safari' && !isWebView(userAgent))
    return { location: intentFor(url, android.package, store) };
  return { url, store };
}

const playStoreOf = (name: string) => `https://play.google.com/store/apps/details?id=${name}`;

/** Many know no intents. https://developer.chrome.com/docs/webview/user-agent */
const isWebView = (userAgent: string) => /; wv\)/.test(userAgent);

/**
 * The address of an app for browsers that look for the app, and go to the store where they do not find it.
 * Spec: https://developer.chrome.com/docs/android/intents
 */
function intentFor(url: string, name: string, store: string): string {
  const [, scheme = '', rest = ''] = /^([^:]+):(?:\/\/)?(.*)$/s.exec(url) ?? [];
  // Behind the first "#" the browser reads what the intent is, so the url's own is encoded.
  const path = rest.replaceAll('#', '%23');
  return `intent://${path}#Intent;scheme=${scheme};package=${name};S.browser_fallback_url=${encodeURIComponent(store)};end`;
}
