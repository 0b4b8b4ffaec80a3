import type { Detector } from './detectors.ts';
import type { Label, Row } from './labels.ts';

/** In percent; NaN where there are no such rows. */
export interface Shares {
  /** Of the crawlers that should get the page, how many do. */
  recall: number;
  /** Of tools, how many get it. */
  tools: number;
  /** Of people, how many get it. */
  people: number;
  /** Of people in apps and on odd devices; they are among `people`, too. */
  odd: number;
}

/** What a detector does with rows. */
export function sharesOf(detector: Detector, rows: readonly Row[]): Shares {
  const share = (label: Label, onlyOdd = false) => {
    const chosen = rows.filter(row => row.label === label && (row.odd || !onlyOdd));
    return (100 * chosen.filter(({ ua }) => detector.getsPage(ua)).length) / chosen.length;
  };
  return {
    recall: share('yes'),
    tools: share('no'),
    people: share('person'),
    odd: share('person', true),
  };
}

/** The routing score, of 100. */
export function scoreOf({ recall, tools, people }: Shares): number {
  return (recall + (100 - tools) + (100 - people)) / 3;
}

/** The mean of each share. */
export function meanOf(all: readonly Shares[]): Shares {
  const mean = (share: keyof Shares) => all.reduce((sum, shares) => sum + shares[share], 0) / all.length;
  return { recall: mean('recall'), tools: mean('tools'), people: mean('people'), odd: mean('odd') };
}
