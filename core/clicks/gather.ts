import type { Domains } from '../links/domains.ts';
import { wayTakenBy } from '../links/way-taken.ts';
import type { LogEntry } from '../logs/entry.ts';
import { audienceOf } from './audience.ts';
import { factsOf } from './facts.ts';
import { HOUR_MS } from './periods.ts';
import { type Dimension, labelOf } from './series.ts';
import { addCount, addValue, emptyTally, type Tally } from './tally.ts';
import { markOf } from './visitors.ts';

/** What was counted of one path in one hour. */
export interface HourTally {
  tally: Tally;
  /** Marks of who clicked. */
  visitors: Set<string>;
}

/** What a log file says of one path of a short domain: a link's, or of one that forwards its path, or of none. */
export interface Followed {
  /** The domain's name, see `Domain`. */
  domain: string;
  /** Decoded once, as the gateway does. */
  path: string;
  /** By the time at which the hour begins. */
  hours: Map<number, HourTally>;
}

export interface GatherOptions {
  domains: Domains;
  /** See `Salts.of`. */
  saltOf(day: string): Promise<Uint8Array | undefined>;
  /** Whether a path is to be looked at: of a file too large to be kept in memory at once it is read several times. */
  isOurs?(path: string): boolean;
}

/** Sums up what a log file says of follows, path by path and hour by hour. Takes one line at a time. */
export class Gathered {
  readonly #options: GatherOptions;
  readonly #paths = new Map<string, Followed>();
  /** Lines are delivered at least once, within a file, too. */
  readonly #seen = new Set<string>();

  constructor(options: GatherOptions) {
    this.#options = options;
  }

  get paths(): Iterable<Followed> {
    return this.#paths.values();
  }

  /** Rejects with a ServiceFault. */
  async add(entry: LogEntry): Promise<void> {
    const audience = audienceOf(entry);
    const way = wayTakenBy(entry.contentType);
    if (!audience || way === 'home' || way === 'missing') return;
    const { isOurs = () => true } = this.#options;
    const path = decoded(entry.path);
    if (!isOurs(path) || this.#seen.has(entry.id)) return;
    if (entry.id !== '') this.#seen.add(entry.id);
    const hour = this.#hourOf(entry, path);
    const { series, agent } = audience;
    if (way === 'ended' && series === 'clicks') addCount(hour.tally, 'ended');
    else if (series === 'clicks') await this.#click(hour, entry);
    else {
      addCount(hour.tally, series);
      if (agent !== undefined) addValue(hour.tally, 'agent', `${series}/${labelOf(agent)}`);
    }
  }

  async #click({ tally, visitors }: HourTally, entry: LogEntry): Promise<void> {
    const facts = factsOf(entry);
    addCount(tally, 'clicks');
    if (facts.via === 'qr') addCount(tally, 'scans');
    for (const [dimension, value] of Object.entries(facts))
      addValue(tally, dimension as Dimension, labelOf(value));
    const salt = await this.#options.saltOf(new Date(entry.at).toISOString().slice(0, 10));
    if (salt) visitors.add(markOf(salt, entry.client, entry.userAgent));
  }

  #hourOf({ host, at }: LogEntry, path: string): HourTally {
    const domain = this.#options.domains.of(host).name;
    const key = `${domain}\n${path}`;
    const followed = this.#paths.get(key) ?? { domain, path, hours: new Map<number, HourTally>() };
    this.#paths.set(key, followed);
    const begins = at - (at % HOUR_MS);
    const hour = followed.hours.get(begins) ?? { tally: emptyTally(), visitors: new Set<string>() };
    followed.hours.set(begins, hour);
    return hour;
  }
}

/** As the gateway decodes a path; one that it could not decode is no link's. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replace(/%3f.*$/i, ''));
  } catch {
    return path;
  }
}
