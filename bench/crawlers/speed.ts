import { installedList } from '../../infra/crawler-names.ts';
import { figure, table } from '../table.ts';
import type { Detector } from './detectors.ts';
import { rowsOf } from './labels.ts';
import { packagedPeople } from './routing.ts';

/** So many strings a detector and round; the first round only warms up. */
const STRINGS = 3000;
const ROUNDS = 5;

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

/** Ten shapes, each repeated to 8 KB. */
const SHAPES = [
  'a',
  ' ',
  '1.',
  '(',
  'Mozilla/5.0 ',
  '(compatible; ',
  'Android ; ',
  'a-b_c@d.',
  'https://www.a/',
  'robot/spider crawl;',
];
const BYTES = 8192;
const WORST_REPEATS = 15;

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
    for (const detector of detectors) {
      const nanoseconds = timeOf(detector, fresh(STRINGS));
      if (round > 0) times.get(detector.name)?.push(nanoseconds);
    }
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
    const userAgent = flat(`${n} ${shape.repeat(BYTES)}`.slice(0, BYTES));
    const start = performance.now();
    getsPage(userAgent);
    return (performance.now() - start) * 1000;
  });
  return median(times);
}

/** Makes User-Agents like the examples, with other digits in the versions of products; none twice in this process. */
function freshStrings(examples: readonly string[]): (count: number) => string[] {
  const seen = new Set<string>();
  // In a short version there are only so many digits to vary.
  const roomy = examples.filter(example => (example.match(VERSION) ?? []).join('').length >= 6);
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

const anyDigit = () => String(Math.floor(Math.random() * 10));

/** A string in one piece: V8 puts pieces together at the first reading, and whoever reads first would pay for that. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
