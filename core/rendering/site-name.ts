import type { Clock } from '../clock.ts';
import { RENDERER_TOKEN } from '../crawlers/own-renderer.ts';
import { isLoopback } from '../origin.ts';

/** By this header our distribution is known: SiteHeaders in infra/policies.yml. */
export const MARK_HEADER = 'x-signpost-site';

/** Asks a site for its mark; undefined when it has none, or does not answer. Never rejects. */
export type AskMark = (origin: string) => Promise<string | undefined>;

export interface SiteNameOptions {
  /** The mark of our own distribution. */
  mark: string;
  clock: Clock;
  /** By default over the network. */
  ask?: AskMark;
}

/** DNS is turned once: until then it is looked at every minute, and later for the case that it is turned back. */
const ELSEWHERE_MS = 60_000;
const HERE_MS = 10 * 60_000;
/** A distribution answers within some hundred milliseconds, a name that leads nowhere perhaps never. */
const ASK_TIMEOUT_MS = 1_500;
/** With a `*` in the setting there may be many names. */
const MOST_NAMES = 100;

interface Known {
  leadsHere: Promise<boolean>;
  isElsewhere: boolean;
  askAgainAt: number;
}

/** Whether the site's name leads to our distribution, or still (or again) to another server. */
export class SiteName {
  readonly #options: SiteNameOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: SiteNameOptions) {
    this.#options = options;
  }

  /** Asks, unless it is known from a moment ago. Never rejects. On loopback there is no DNS to turn: this is the local cloud. */
  leadsHere(origin: string): Promise<boolean> {
    const { hostname, host } = new URL(origin);
    if (isLoopback(hostname)) return Promise.resolve(true);
    const now = this.#options.clock.now();
    const known = this.#known.get(host);
    if (known && now < known.askAgainAt) return known.leadsHere;
    const asked: Known = {
      leadsHere: this.#ask(origin).then(isHere => {
        asked.isElsewhere = !isHere;
        asked.askAgainAt = this.#options.clock.now() + (isHere ? HERE_MS : ELSEWHERE_MS);
        return isHere;
      }),
      isElsewhere: known?.isElsewhere ?? true,
      askAgainAt: now + ELSEWHERE_MS,
    };
    const [oldest] = this.#known.keys();
    if (!known && this.#known.size >= MOST_NAMES && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(host, asked);
    return asked.leadsHere;
  }

  /** Whether a host is known to be the site's by name alone: nothing of it may be asked. */
  isElsewhere(hostname: string): boolean {
    return [...this.#known].some(
      ([host, { isElsewhere }]) => isElsewhere && host.replace(/:\d+$/, '') === hostname,
    );
  }

  async #ask(origin: string): Promise<boolean> {
    const { mark, ask = askOverNetwork } = this.#options;
    return (await ask(origin)) === mark;
  }
}

async function askOverNetwork(origin: string): Promise<string | undefined> {
  try {
    const { headers } = await fetch(`${origin}/`, {
      method: 'HEAD',
      redirect: 'manual',
      headers: { 'user-agent': `${RENDERER_TOKEN}/1.0` }, // the edge knows it, and gives it the app
      signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
    });
    return headers.get(MARK_HEADER) ?? undefined;
  } catch {
    return undefined; // no such name, no certificate, no answer: nobody we know
  }
}
