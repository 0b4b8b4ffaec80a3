import { figure, table } from '../../core/text-table.ts';
import { type Measured, measure, median, quantile } from './measure.ts';
import { type Party, type Running, type Site, startParty } from './party.ts';
import { KINDS, sum } from './processes.ts';

/** How a party did in one round. */
export interface Round {
  alone: Measured;
  four: Measured;
}

/** By the party's name, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

export interface SpeedOptions {
  parties: readonly Party[];
  rounds: number;
  /** For each round and number at once; slow parties get a quarter of them. */
  pages: number;
  /** Renders before the first that counts, in each tab. */
  warmUp?: number;
  progress(text: string): void;
}

const AT_ONCE = 4;
const SLOW_SHARE = 1 / 4;
/** Chromium keeps the compiled code of a script only when it has met it twice. */
const WARM_UP = 6;

/**
 * Every party in every round, one after the other, so that what else the machine does hits all alike. Only one runs at a time:
 * two Chromiums would share their program's memory, and each look smaller than it is.
 */
export async function measureSpeed(
  site: Site,
  { parties, rounds, pages, warmUp = WARM_UP, progress }: SpeedOptions,
): Promise<Rounds> {
  const found = new Map<string, Round[]>(parties.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++)
    for (const party of parties) {
      const wanted = Math.max(AT_ONCE, Math.ceil(pages * (party.isSlow ? SLOW_SHARE : 1)));
      const measured = await measureRound(party, site, { round, pages: wanted, warmUp });
      found.get(party.name)?.push(measured);
      progress(
        `round ${round}/${rounds}, ${party.name}: ${figure(quantile(measured.alone.ms, 0.5))} ms, ` +
          `${figure(measured.four.pagesPerSecond, 1)} pages/s at ${AT_ONCE} at once`,
      );
      for (const { why } of [measured.alone, measured.four]) if (why) progress(`  incomplete: ${why}`);
    }
  return found;
}

async function measureRound(
  party: Party,
  site: Site,
  { round, pages, warmUp }: { round: number; pages: number; warmUp: number },
): Promise<Round> {
  const instances: Running[] = [];
  // The same products for all parties, since answers take longer for some than for others; others in every round.
  let id = round * 10_000;
  const next = (count: number) => Array.from({ length: count }, () => ++id);
  const run = (count: number, atOnce: number) =>
    measure(party, instances, { origin: site.origin, ids: next(count), atOnce });
  try {
    instances.push(await startParty(party, site));
    await run(party.isSlow ? 1 : warmUp, 1);
    id = round * 10_000 + 1_000;
    const alone = await run(pages, 1);
    while (party.onePageEach && instances.length < AT_ONCE) instances.push(await startParty(party, site));
    await run(party.isSlow ? AT_ONCE : AT_ONCE * warmUp, AT_ONCE);
    id = round * 10_000 + 5_000;
    return { alone, four: await run(pages * 2, AT_ONCE) };
  } finally {
    for (const instance of instances) await instance.stop();
  }
}

/**
 * The figures of all parties: medians of the rounds.
 *
 * @param rightOf how many per cent of the list's pages come out right with a party, where that is known
 */
export function speedTables(
  rounds: Rounds,
  rightOf: (party: string) => number | undefined = () => undefined,
): string {
  const names = [...rounds.keys()];
  const of = (name: string, which: keyof Round) => (rounds.get(name) ?? []).map(round => round[which]);
  const head = [
    'p50 ms',
    'p95 ms',
    'pages/s',
    'CPU ms/page',
    'peak PSS MB',
    'incomplete',
    'styles',
    'shadow',
    'right %',
  ];
  const speed = (which: keyof Round, title: string) =>
    table(
      [title, ...head],
      names.map(name => [name, ...speedRow(of(name, which)), figure(rightOf(name))]),
    );
  const cpuRow = (name: string) =>
    KINDS.map(kind => figure(median(of(name, 'four').map(({ cpu }) => cpu[kind])), 1));
  const kinds = ['node', 'browser', 'pages', 'network', 'GPU, zygote', 'short-lived'];
  return [
    speed('alone', 'one at once'),
    speed('four', 'four at once'),
    table(
      ['CPU ms/page, four at once', ...kinds],
      names.map(name => [name, ...cpuRow(name)]),
    ),
  ].join('\n');
}

function speedRow(measured: readonly Measured[]): string[] {
  const middle = (of: (one: Measured) => number) => median(measured.map(of));
  const all = (of: (one: Measured) => boolean) => (measured.every(of) ? 'yes' : 'no');
  return [
    figure(middle(({ ms }) => quantile(ms, 0.5))),
    figure(middle(({ ms }) => quantile(ms, 0.95))),
    figure(
      middle(({ pagesPerSecond }) => pagesPerSecond),
      1,
    ),
    figure(middle(({ cpu }) => sum(cpu))),
    figure(middle(({ pssMb }) => pssMb)),
    figure(measured.reduce((total, { incomplete }) => total + incomplete, 0)),
    all(({ styles }) => styles),
    all(({ shadow }) => shadow),
  ];
}
