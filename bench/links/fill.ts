import { changeHint, listHints } from '../../core/links/hints/hints.ts';
import type { HintTable } from '../../core/links/hints/table.ts';
import { DEFAULTS, type Link } from '../../core/links/link.ts';
import type { LinkStore } from '../../core/links/store.ts';
import { type Random, seeded } from '../freshness/random.ts';

const WORDS = 5000;
const HOSTS = 400;
const TAGS = 200;
const KEYS = 20;
const DAY = 86_400;

/** When the bench is, and the last link was made. */
export const NOW = Date.UTC(2026, 10, 1);

/** Words of syllables: as many begin alike as in a language. */
const SYLLABLES = [
  'ba',
  'co',
  'di',
  'fer',
  'gan',
  'ho',
  'jum',
  'ka',
  'lo',
  'mi',
  'ner',
  'pa',
  'qui',
  'ri',
  'sta',
  'tor',
];

/** The word of a number below WORDS; small numbers are words that are used often. */
export function word(number: number): string {
  const syllables = [];
  for (let left = number + 17; left > 0; left = Math.floor(left / SYLLABLES.length))
    syllables.push(SYLLABLES[left % SYLLABLES.length]);
  return syllables.join('');
}

export const host = (number: number): string => `www.${word(number * 7)}.example`;
export const tag = (number: number): string => word(number + 1000);

/** As in texts: the first is used about ten times as often as the tenth. */
const often = (random: Random, count: number) => Math.floor(count ** random.uniform()) - 1;

/** Links as a company has them: a title of some words, a url, one or two tags, now and then an end. */
export function* makeLinks(count: number, seed: number): Generator<Link> {
  const random = seeded(seed);
  const id = () => `${hex(random)}-${hex(random)}-${hex(random)}-${hex(random)}`;
  for (let n = 0; n < count; n++) {
    const slug = n.toString(36).padStart(7, 'x');
    const at = new Date(NOW - (count - n) * 60_000).toISOString();
    const change = id();
    const words = Array.from({ length: 4 }, () => word(often(random, WORDS)));
    const tags = Array.from({ length: 1 + Math.round(random.uniform()) }, () => tag(often(random, TAGS)));
    const by = `key-${often(random, KEYS)}`;
    yield {
      ...DEFAULTS,
      url: `https://${host(often(random, HOSTS))}/${word(often(random, WORDS))}/${n}?utm_source=${words[0]}`,
      title: words.join(' '),
      tags: [...new Set(tags)],
      ...(n % 50 === 0 && { expiresAt: time(NOW + (n % 100 === 0 ? -DAY : DAY) * 1000) }),
      id: id(),
      key: slug,
      domain: '',
      slug,
      version: 1,
      change,
      hints: change,
      createdAt: at,
      createdBy: by,
      changedAt: at,
      changedBy: by,
    };
  }
}

const hex = (random: Random) => Math.floor(random.uniform() * 2 ** 32).toString(16);
const time = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');

const AT_ONCE = 50;

/**
 * Writes links and, of their hints, those in the lists that are asked for: each list is read by itself, and ten times as many
 * links can be written in the same time. Answers how many hints there would be.
 */
export async function fill(
  links: Iterable<Link>,
  lists: ReadonlySet<string>,
  { store, hints }: { store: LinkStore; hints: HintTable },
): Promise<number> {
  let all = 0;
  let group: Link[] = [];
  const write = async () => {
    const items = group.flatMap(link => [...listHints(link), changeHint(link)]);
    const asked = items.filter(({ list }) => lists.has(list));
    await Promise.all([hints.write(asked), ...group.map(link => store.put({ link }, undefined))]);
    all += items.length;
    group = [];
  };
  for (const link of links) if (group.push(link) === AT_ONCE) await write();
  await write();
  return all;
}
