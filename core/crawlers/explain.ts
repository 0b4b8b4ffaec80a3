import type { Verdict } from './verdict.ts';

const BECAUSE: Record<string, string> = {
  renderer: 'it is our own renderer, which must never be given its own pages',
  settings: 'the settings file names it',
  name: 'its name is in the table of known crawlers and tools',
  maker: 'all crawlers of this maker bear its name',
  words: 'its name says what it does',
  address: 'it gives an address to complain to, but no name we know, and whoever is unknown gets the app',
  unknown: 'it is no browser and has no name we know, and whoever is unknown gets the app',
  browser: 'it looks like a browser, and nothing says crawler',
};

/** A verdict in words for people: who it is, what it gets, and by which rule. */
export function explain({ kind, name, category, prerender, reason }: Verdict): {
  who: string;
  gets: string;
  because: string;
} {
  const who = [name, category ? `${kind} (${category})` : kind].filter(Boolean).join(', ');
  const gets = prerender ? 'the finished page' : 'the app';
  return { who, gets, because: BECAUSE[reason] ?? reason };
}
