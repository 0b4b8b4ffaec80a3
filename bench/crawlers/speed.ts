import { figure, table } from '../../core/text-table.ts';
import { installedList } from '../../infra/crawler-names.ts';
import type { Detector } from './detectors.ts';
import { rowsOf } from './labels.ts';
import { packagedPeople } from './routing.ts';

/** The first round only warms up. In a round detectors take turns of so many strings; its time is that of the middle turn. */
const ROUNDS = 5;
const TURNS = 15;
const STRINGS = 200;

const HEAD = [
  '',
  'ns person',
  'ns crawler',
  '× isbot, person',
  'from – to',
  '× isbot, crawler',
  'µs worst 8 KB',
];
const TARGET = ['target', '', '', '≤ 0.50', '', '', '≤ 100'];

/** Ten shapes, each repeated to 8 KB: five alone, and five after what begins like a browser, so that nothing is decided early. */
const SHAPES = [
  'ab;',
  'bot ',
  'a-b.c@d/',
  'Mozilla/5.0 ',
  '(compatible; ',
  ...['a', ' ', '(', 'Zz Build/', 'like Gecko) Chrome/1 '].map(
    shape => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 ${shape.repeat(1000)}`,
  ),
];
const BYTES = 8192;
const WORST_REPEATS = 25;

/**
 * Nanoseconds a User-Agent that this process has never seen, detectors in turns so that a busy machine slows all alike; the
 * median of five rounds. And the slowest of ten shapes of 8 KB, each the median of its repeats.
 */
export function speed(detectors: readonly Detector[], progress: (text: string) => void): string {
  const [people, crawlers] = [packagedPeople(), rowsOf(installedList().list)].map(rows =>
    rows.filter(({ label }) => label === 'person' || label === 'yes').map(({ ua }) => ua),
  );
  const person = rounds(detectors, people ?? [], () => progress('speed: people, a round done'));
  const crawler = rounds(detectors, crawlers ?? [], () => progress('speed: crawlers, a round done'));
  const rows = detectors.map(detector => {
    progress(`speed: 8 KB, ${detector.name}`);
    const ratios = ratiosOf(person, detector.name);
    return [
      detector.name,
      figure(median(person.get(detector.name) ?? [])),
      figure(median(crawler.get(detector.name) ?? [])),
      figure(median(ratios), 2),
      `${figure(Math.min(...ratios), 2)} – ${figure(Math.max(...ratios), 2)}`,
      figure(median(ratiosOf(crawler, detector.name)), 2),
      figure(Math.max(...SHAPES.map(shape => worstOf(detector, shape))), 1),
    ];
  });
  return `Speed: unique User-Agents, median of ${ROUNDS}\n\n${table(HEAD, [...rows, TARGET])}`;
}

type Times = Map<string, number[]>;

function rounds(detectors: readonly Detector[], examples: readonly string[], done: () => void): Times {
  const fresh = freshStrings(examples);
  const times: Times = new Map(detectors.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    const turns: Times = new Map(detectors.map(({ name }) => [name, []]));
    for (let turn = 0; turn < TURNS; turn++)
      for (const detector of detectors) turns.get(detector.name)?.push(timeOf(detector, fresh(STRINGS)));
    for (const [name, measured] of turns) if (round > 0) times.get(name)?.push(median(measured));
    done();
  }
  return times;
}

function timeOf({ getsPage }: Detector, userAgents: readonly string[]): number {
  const start = performance.now();
  for (const userAgent of userAgents) getsPage(userAgent);
  return ((performance.now() - start) * 1e6) / userAgents.length;
}

/** Each round beside isbot's time in the same round. */
function ratiosOf(times: Times, name: string): number[] {
  const isbot = times.get('isbot') ?? [];
  return (times.get(name) ?? []).map((time, round) => time / (isbot[round] ?? Number.NaN));
}

function worstOf({ getsPage }: Detector, shape: string): number {
  const times = Array.from({ length: WORST_REPEATS }, (_, n) => {
    const userAgent = flat(`${shape.repeat(BYTES / shape.length + 1).slice(0, BYTES - 2)}${n}`);
    const start = performance.now();
    getsPage(userAgent);
    return (performance.now() - start) * 1000;
  });
  return median(times);
}

/** Makes User-Agents like the examples, with other digits in the versions of products; none twice in this process. */
function freshStrings(examples: readonly string[]): (count: number) => string[] {
  const seen = new Set<string>();
  const roomy = examples.map(withRoom);
  let next = 0;
  return count => {
    const made: string[] = [];
    while (made.length < count) {
      const example = roomy[next++ % roomy.length] ?? '';
      const userAgent = flat(example.replace(VERSION, version => version.replace(/\B\d/g, anyDigit)));
      if (!seen.has(userAgent)) made.push(userAgent);
      seen.add(userAgent);
    }
    return made;
  };
}

/** After a product's name; that of Mozilla has always been 5.0. */
const VERSION = /(?<=(?<!Mozilla)\/)\d[\d.]*/g;

/** In a short version there are only so many digits to vary: it gets some more. */
function withRoom(example: string): string {
  const versions = example.match(VERSION) ?? [];
  if (versions.join('').length >= 8) return example;
  return versions.length > 0
    ? example.replace(VERSION, version => `${version}.000000`)
    : `${example}/1.000000`;
}

const anyDigit = () => String(Math.floor(Math.random() * 10));

/** A string in one piece: V8 puts pieces together at the first reading, and whoever reads first would pay for that. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
