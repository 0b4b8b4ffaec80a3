/*
 * What Chromium is told when it starts, so that it loads what it is told to and nothing else. The headless shell is a small
 * browser; a whole one has services, predictions and questions to its person of its own, and each is switched off here.
 * Spec: https://peter.sh/experiments/chromium-command-line-switches/
 */

/** Of every Chromium. */
const ALL = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage', // Lambda has no /dev/shm
  '--block-new-web-contents', // a page that opens a window would open it past our checks
  '--window-size=1280,960',
  '--hide-scrollbars',
  '--mute-audio',
  // The same page everywhere. Of LANG=C the headless shell would make a language that Intl refuses: en-US@posix.
  '--accept-lang=en-US,en',
  '--disable-blink-features=AutomationControlled', // navigator.webdriver is what a person's is
  // It loads what it is told to and nothing else.
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--metrics-recording-only',
  '--password-store=basic',
  // A page nobody looks at runs as fast as any other.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** A snapshot has no pixels, and nobody who clicks on a link is to be told of. */
const WITHOUT_PIXELS = [
  '--blink-settings=imagesEnabled=false,hyperlinkAuditingEnabled=false',
  '--disable-remote-fonts',
];

/**
 * One process a page: a frame of another origin stays in its page, where its requests are seen.
 * And WebRTC gives our addresses no names by multicast, which would go past a proxy.
 */
const FEATURES_OFF = [
  'IsolateOrigins',
  'site-per-process',
  'BackForwardCache',
  'Translate',
  'OptimizationHints',
  'MediaRouter',
  'WebRtcHideLocalIpsWithMdns',
];

/** Known to the headless shell alone: https://chromedevtools.github.io/devtools-protocol/tot/HeadlessExperimental/ */
const FRAMES_ON_DEMAND = ['--enable-begin-frame-control', '--run-all-compositor-stages-before-draw'];

/** Of a whole browser. */
const WHOLE = [
  '--no-startup-window', // its page of news and searches
  '--deny-permission-prompts', // a question nobody answers holds the page
  '--webrtc-ip-handling-policy=disable_non_proxied_udp', // it does not know the headless shell's name for it
  '--disable-component-extensions-with-background-pages',
  '--disable-field-trial-config',
  '--disable-hang-monitor',
  '--disable-prompt-on-repost',
  '--disable-search-engine-choice-screen',
];

/** Each asks for more than a page does, asks otherwise, or takes a second of a processor for what nobody sees. */
const WHOLE_FEATURES_OFF = [
  'HttpsUpgrades', // http: is asked for as such, and not by https: first
  'HttpsFirstBalancedModeAutoEnable',
  'LocalNetworkAccessChecks', // what is inside is refused by the gate
  'PaintHolding',
  'CertificateTransparencyComponentUpdater',
  // Pages of the browser's own, opened before anybody asks for them.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
];

/** Connections are made for what a page asks, not for what it might; https://chromium.googlesource.com/chromium/src/+/main/chrome/common/pref_names.h */
const PREFERENCES = {
  hardware: { screen_capture_enabled: false }, // it would ask a person which window is to be seen, and wait
  net: { network_prediction_options: 2 },
  webrtc: { ip_handling_policy: 'disable_non_proxied_udp' },
  credentials_enable_service: false,
};

/** No way to log in is known, so that nobody is asked for a password: the answer that asks for one is the page. */
const LOCAL_STATE = { auth: { schemes: '' } };

/** Nobody listens there: what the browser itself asks for, updates and accounts, leads nowhere. */
const NOWHERE = ['--proxy-server=socks5://127.0.0.1:1', '--proxy-bypass-list=<-loopback>'];

/** What a Chromium is started with. */
export interface Setup {
  switches: string[];
  /** Files of a new profile; empty for none. */
  preferences: string;
  localState: string;
  /** The way of its pages to the network, where that is not the browser's own. */
  pagesWay: PagesWay | undefined;
}

/** Spec: https://chromedevtools.github.io/devtools-protocol/tot/Target/#method-createBrowserContext */
export interface PagesWay {
  proxyServer: string;
  proxyBypassList?: string;
}

/**
 * @param options.isShell whether it is the headless shell, which has no services, windows or questions
 * @param options.framesOnDemand whether it draws a frame only when it is asked to; the headless shell alone can
 * @param options.isPlain whether it loads and draws all that a person's browser does, pictures and fonts too
 * @param options.more switches that come last
 */
export function setupOf(options: {
  isShell: boolean;
  framesOnDemand: boolean;
  isPlain: boolean;
  more: string[];
}): Setup {
  const { isShell, framesOnDemand, isPlain, more } = options;
  const all = [...ALL, ...(isPlain ? [] : WITHOUT_PIXELS)];
  const off = (features: string[]) => `--disable-features=${features.join(',')}`;
  if (isShell) {
    const switches = [...all, off(FEATURES_OFF), ...(framesOnDemand ? FRAMES_ON_DEMAND : []), ...more];
    return { switches, preferences: '', localState: '', pagesWay: undefined };
  }
  const proxyServer = last(more, '--proxy-server=') ?? 'direct://';
  const proxyBypassList = last(more, '--proxy-bypass-list=');
  return {
    switches: [...all, off([...FEATURES_OFF, ...WHOLE_FEATURES_OFF]), ...WHOLE, ...more, ...NOWHERE],
    preferences: JSON.stringify(PREFERENCES),
    localState: JSON.stringify(LOCAL_STATE),
    pagesWay: { proxyServer, ...(proxyBypassList !== undefined && { proxyBypassList }) },
  };
}

/** Of a switch that is given more than once Chromium knows the last. */
const last = (switches: string[], name: string) =>
  switches.findLast(given => given.startsWith(name))?.slice(name.length);
