import { type Answer, ask, type Party, type Running, type Site, startParty } from '../party.ts';
import { wrongWith } from './judge.ts';
import type { RightPage } from './page.ts';
import { decoded, RIGHT_PAGES } from './pages.ts';

/** How a party did with one page. */
export interface Verdict {
  page: string;
  /** Empty when it came out as a browser shows it. */
  wrong: string;
  ms: number;
}

/** By the party's name. */
export type Verdicts = ReadonlyMap<string, readonly Verdict[]>;

export interface RightOptions {
  parties: readonly Party[];
  pages?: readonly RightPage[];
  progress(text: string): void;
}

const AT_ONCE = 4;
/** prerender gives up after 20 s, and four of them share a machine. */
const LONGEST_MS = 60_000;
/** A crawler follows no more of them. https://developers.google.com/search/docs/crawling-indexing/http-network-errors */
const MOST_REDIRECTS = 10;

/** Asks each party for each page, one party after the other. Those that give no HTML are left out. */
export async function measureRight(
  site: Site,
  { parties, pages = RIGHT_PAGES, progress }: RightOptions,
): Promise<Verdicts> {
  const found = new Map<string, Verdict[]>();
  for (const party of parties.filter(({ isFloor }) => !isFloor)) {
    const verdicts = await tryParty(party, site, pages);
    found.set(party.name, verdicts);
    const right = verdicts.filter(({ wrong }) => !wrong).length;
    progress(`right, ${party.name}: ${right} of ${verdicts.length}`);
  }
  return found;
}

async function tryParty(party: Party, site: Site, pages: readonly RightPage[]): Promise<Verdict[]> {
  const instances: Running[] = [];
  try {
    do instances.push(await startParty(party, site));
    while (party.onePageEach && instances.length < AT_ONCE);
    // A Chromium that is being started says nothing of a page.
    await Promise.all(instances.map(({ port }) => ask(port, `${site.origin}/products/1`, LONGEST_MS)));
    const left = [...pages.entries()];
    const verdicts: Verdict[] = [];
    const asker = async ({ port }: Running) => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [n, page] = next;
        verdicts[n] = await judged(port, page, site.origin);
      }
    };
    const askers = Array.from({ length: AT_ONCE }, (_, n) => instances[n % instances.length]);
    await Promise.all(askers.flatMap(instance => (instance ? [asker(instance)] : [])));
    return verdicts;
  } finally {
    for (const instance of instances) await instance.stop();
  }
}

async function judged(port: number, page: RightPage, origin: string): Promise<Verdict> {
  const begun = performance.now();
  const answer = await follow(port, origin + page.path);
  const ms = performance.now() - begun;
  return {
    page: page.name,
    wrong: answer.isCircle ? 'redirects to itself' : wrongWith(page, answer, origin),
    ms,
  };
}

/**
 * The last answer of a party, as a crawler gets it, which asks for what a page redirects to. Two spellings of an address are one:
 * who keeps pages under one of them would go round for ever.
 */
export async function follow(port: number, url: string): Promise<Answer & { isCircle?: boolean }> {
  const seen = new Set<string>();
  for (let address = url; ; ) {
    seen.add(decoded(address));
    const answer = await ask(port, address, LONGEST_MS);
    if (!answer.location || answer.status < 300 || answer.status > 399) return answer;
    address = new URL(answer.location, address).href;
    if (seen.has(decoded(address)) || seen.size > MOST_REDIRECTS) return { ...answer, isCircle: true };
  }
}
