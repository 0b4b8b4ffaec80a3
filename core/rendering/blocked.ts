/**
 * What no snapshot needs: counters, recorders, advertisements. They would take every render for a person's visit, and some
 * hold a connection for ever. Chromium refuses these by itself, without asking us. Not here: tag managers, by which some
 * sites write their titles and JSON-LD.
 *
 * Patterns: https://chromedevtools.github.io/devtools-protocol/tot/Network/#method-setBlockedURLs
 */
const ADDRESSES = [
  'google-analytics.com',
  'analytics.google.com',
  'googletagmanager.com/gtag',
  'doubleclick.net',
  'googlesyndication.com',
  'googleadservices.com',
  'hotjar.com',
  'clarity.ms',
  'plausible.io',
  'cdn.segment.com',
  'api.segment.io',
  'mixpanel.com',
  'mxpnl.com',
  'amplitude.com',
  'heapanalytics.com',
  'fullstory.com',
  'mouseflow.com',
  'nr-data.net',
  'js-agent.newrelic.com',
  'browser-intake-datadoghq.com',
  'ingest.sentry.io',
  'connect.facebook.net',
  'analytics.tiktok.com',
  'snap.licdn.com',
  'bat.bing.com',
  'static.ads-twitter.com',
  'widget.intercom.io',
  'js.driftt.com',
  'client.crisp.chat',
];

export const BLOCKED_URLS = ADDRESSES.flatMap(address => [`*://${address}/*`, `*://*.${address}/*`]);

/** Whether Chromium refuses it by this list; the page sees a network error then. */
export const isBlocked = ({ hostname, pathname }: URL): boolean =>
  ADDRESSES.some(address => `.${hostname}${pathname}`.includes(`.${address}/`));
