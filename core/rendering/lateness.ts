import type { Tab } from '../browser/tab.ts';
import { addressOf } from './failures.ts';
import { headScript } from './in-page/head.ts';
import type { FlightKind } from './in-page/instrument/flights.ts';
import { type PageState, stateScript } from './in-page/instrument/instrument.ts';
import type { PageRequests } from './in-page/instrument/requests/log.ts';
import { type PageHead, RenderTimeout } from './rendered.ts';

/**
 * How long a page past its deadline is waited for, for what it says of itself: whoever waited for long minds a moment less than a
 * crawler does. On a machine that is busy it takes its time.
 */
const lastWordMs = (waited: number) => Math.max(waited / 12, 250);
/** A browser that is well answers at once, on a machine that is too busy somewhat later; it is asked a bit longer than its page. */
const browserMs = (waited: number) => 1.6 * lastWordMs(waited);
/** Past its deadline a page is asked, and closed or its browser killed, within this; `waited` is how long it had, in milliseconds. */
export const closingMs = (waited: number): number => browserMs(waited) + 200;
const MOST_ADDRESSES = 3;

export interface Late {
  url: URL;
  /** How long it had, and whether that was enough to be late by itself. */
  ms: number;
  hadTime: boolean;
  /** It has answered what it was asked a moment ago. */
  answersNow: boolean;
  /** Scripts and style sheets on their way. */
  inFlight: number;
  requests: { told(isLooked: boolean, timeoutMs: number): Promise<PageRequests | undefined> };
}

/**
 * The time-out of a page with what its head says so far, and with what it waited for. It is late by itself where it answers when
 * it is asked, or where its browser does and it is at work; one whose browser does not answer is not.
 */
export async function lateness(
  tab: Pick<Tab, 'evaluate' | 'processorMs'> & { readonly secret: string },
  { message }: RenderTimeout,
  late: Late,
): Promise<RenderTimeout> {
  const ask = (script: string) => tab.evaluate(script, lastWordMs(late.ms)).catch(() => undefined);
  const [head, state, requests, browser] = await Promise.all([
    ask(headScript()) as Promise<PageHead | undefined>,
    ask(stateScript(tab.secret)) as Promise<PageState | undefined>,
    late.requests.told(true, lastWordMs(late.ms)),
    tab.processorMs(browserMs(late.ms)).catch(() => undefined),
  ]);
  const answers = head !== undefined || late.answersNow;
  const isOfPage = late.hadTime && (answers || browser !== undefined);
  const awaited = answers ? awaitedBy(late, state, requests) : ['its scripts are at work'];
  const words = awaited.length > 0 ? `: ${awaited.join(', ')}` : '';
  const seconds = (late.ms / 1_000).toFixed(1).replace('.0', '');
  return isOfPage
    ? new RenderTimeout(`Still waits after ${seconds} s${words}. It is ${late.url}`, head, 'late')
    : new RenderTimeout(message, head);
}

const KINDS: [name: string, kinds: FlightKind[]][] = [
  ['the rest of an answer', ['body']],
  ['a socket', ['stream', 'reply']],
  ['a worker', ['worker', 'spawn']],
  ['what the browser keeps or computes', ['answer']],
];

/** What a page still waits for, in words. */
export function awaitedBy(
  { url, inFlight }: Pick<Late, 'url' | 'inFlight'>,
  state: PageState | undefined,
  requests: PageRequests | undefined,
): string[] {
  const { open = [], isBusy = false, now = [] } = requests ?? {};
  const kinds = new Set(state?.flights.map(([, kind]) => kind));
  const words = [
    open.length > 0 && `${many(open.length, 'request')} (${addresses(open, url)})`,
    inFlight > 0 && many(inFlight, 'script or style sheet', 'scripts and style sheets'),
    ...KINDS.map(([name, some]) => some.some(kind => kinds.has(kind)) && name),
    state?.prerenderReady === false && 'window.prerenderReady, which is false',
    isBusy && (now.length > 0 ? 'a spinner' : 'an empty main part'),
  ];
  return words.filter(word => word !== false && word !== undefined);
}

const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

function addresses(open: string[], url: URL): string {
  const told = [...new Set(open.map(address => addressOf(address, url)))];
  return told.length > MOST_ADDRESSES ? `${told.slice(0, MOST_ADDRESSES).join(', ')}, …` : told.join(', ');
}
