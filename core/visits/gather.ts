import { HOUR_MS } from '../clicks/periods.ts';
import { type Dimension, labelOf, OTHER, type Series } from '../clicks/series.ts';
import { addCount, addTally, addValue, emptyTally, type Tally } from '../clicks/tally.ts';
import type { KnownIdentities } from '../crawlers/identities.ts';
import type { LogEntry } from '../logs/entry.ts';
import { pageUrl } from '../snapshots/page.ts';
import { READ, type Visit, visitOf } from './visit.ts';
import type { Visitor } from './visitor.ts';

/** What was counted of a subject in one hour. */
export interface HourOfVisits {
  tally: Tally;
  /** Pages that were read, and `503 limit https://…` for those that failed. */
  pages: Map<string, number>;
  failures: Map<string, number>;
}

export interface GatherOptions {
  identities: KnownIdentities;
  /** The query parameters that make another page. */
  pageParameters: readonly string[];
  /** Whether a page is to be looked at: of a file too large to be kept in memory at once it is read several times. */
  isOurs?(page: string): boolean;
}

/** So many names of a file are counted each by itself, those with the most visits; the others, which anybody may write, as one. */
const MOST_NAMES = 100;
/** Longer addresses are cut: an item has room for so many whatever is asked for. */
const MOST_CHARACTERS = 200;

export const SITE = 'site#';
export const kindSubject = (kind: string): string => `kind#${kind}`;
/** In lower case: the same crawler writes itself in several ways. */
export const nameSubject = (name: string): string => `crawler#${labelOf(name).toLowerCase()}`;
const OTHER_NAMES = `crawler#${OTHER}`;

/** Sums up what a log file says of visits, hour by hour: of all, of each kind, of each crawler. Takes one line at a time. */
export class GatheredVisits {
  readonly #options: GatherOptions;
  /** By subject and then by the time at which the hour begins. */
  readonly #subjects = new Map<string, Map<number, HourOfVisits>>();
  /** Lines are delivered at least once, within a file, too. */
  readonly #seen = new Set<string>();

  constructor(options: GatherOptions) {
    this.#options = options;
  }

  add(entry: LogEntry): void {
    const { identities, pageParameters, isOurs = () => true } = this.#options;
    const visit = visitOf(entry, identities);
    if (!visit) return;
    const page = addressOf(entry, pageParameters);
    if (!isOurs(page) || this.#seen.has(entry.id)) return;
    if (entry.id !== '') this.#seen.add(entry.id);
    for (const subject of subjectsOf(visit.visitor)) addVisit(this.#hourOf(subject, entry.at), visit, page);
  }

  /** What there is, by subject: at most MOST_NAMES crawlers have one of their own. */
  subjects(): Map<string, Map<number, HourOfVisits>> {
    const named = [...this.#subjects].filter(([subject]) => subject.startsWith('crawler#'));
    const most = named.sort(
      ([one, hours], [other, others]) => visitsIn(others) - visitsIn(hours) || (one < other ? -1 : 1),
    );
    const rest = most.slice(MOST_NAMES);
    if (rest.length === 0) return this.#subjects;
    const subjects = new Map(this.#subjects);
    const others = new Map<number, HourOfVisits>();
    for (const [subject, hours] of rest) {
      subjects.delete(subject);
      for (const [begins, hour] of hours) addHour(hourIn(others, begins), hour);
    }
    return subjects.set(OTHER_NAMES, others);
  }

  #hourOf(subject: string, at: number): HourOfVisits {
    const hours = this.#subjects.get(subject) ?? new Map<number, HourOfVisits>();
    this.#subjects.set(subject, hours);
    return hourIn(hours, at - (at % HOUR_MS));
  }
}

/** Of people, and of names that were not proved, there is nothing but their number in all. */
function subjectsOf(visitor: Visitor | undefined): string[] {
  if (!visitor) return [SITE];
  return [SITE, kindSubject(visitor.kind), nameSubject(visitor.name)];
}

function hourIn(hours: Map<number, HourOfVisits>, begins: number): HourOfVisits {
  const hour = hours.get(begins) ?? { tally: emptyTally(), pages: new Map(), failures: new Map() };
  hours.set(begins, hour);
  return hour;
}

function addVisit({ tally, pages, failures }: HourOfVisits, visit: Visit, page: string): void {
  for (const [series, number] of Object.entries(visit.counts)) addCount(tally, series as Series, number);
  for (const [dimension, value] of Object.entries(visit.by))
    addValue(tally, dimension as Dimension, labelOf(value));
  if (visit.page === READ) increase(pages, page);
  else if (visit.page !== undefined) increase(failures, `${visit.page} ${page}`);
}

function addHour(hour: HourOfVisits, more: HourOfVisits): void {
  addTally(hour.tally, more.tally);
  for (const [page, number] of more.pages) increase(hour.pages, page, number);
  for (const [page, number] of more.failures) increase(hour.failures, page, number);
}

function increase(counts: Map<string, number>, value: string, number = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + number);
}

const visitsIn = (hours: Map<number, HourOfVisits>): number =>
  [...hours.values()].reduce((sum, { tally }) => sum + (tally.counts.visits ?? 0), 0);

/** The page's address, as its snapshot has it, on a laptop with its port; the path as it was sent where no page can have it. */
function addressOf({ host, path, query, fields }: LogEntry, parameters: readonly string[]): string {
  const asked = fields()['x-host-header'] ?? host;
  const url = whole(() => pageUrl(asked, path, query, parameters)) ?? `https://${host}${path}`;
  return url.length > MOST_CHARACTERS ? `${url.slice(0, MOST_CHARACTERS - 1)}…` : url;
}

function whole(make: () => string): string | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
