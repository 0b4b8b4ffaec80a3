import { cpus } from 'node:os';
import { figure, table } from '../../core/text-table.ts';
import { type Aim, aimTable } from './aims.ts';
import { type Measured, measure, median, quantile } from './measure.ts';
import type { Part } from './part.ts';
import { CONTAINER, FLOOR, type Party, type Site, startParty } from './party.ts';
import { sum } from './processes.ts';

export interface CoresOptions {
  rounds: number;
  /** Of our renderer, for each round and number at once; the floor gets as many. */
  pages: number;
  progress(text: string): void;
}

const FLOOR_AT_ONCE = 4;
/** One core's worth of pages that wait, up to many more than there are cores. */
const AT_ONCE = [2, 4, 6, 8, 12];
/** Chromium keeps the compiled code of a script only when it has met it twice. */
const WARM_UP = 3;

interface CoresRound {
  floor: Measured;
  ours: Map<number, Measured>;
}

/**
 * How much of what this machine's cores can give is made use of. More than 1 s of each core ÷ the floor's CPU a page is in no
 * renderer: the page itself needs that much. How many pages at once make the most of it is found by trying.
 */
export async function cores(site: Site, { rounds, pages, progress }: CoresOptions): Promise<Part> {
  const found: CoresRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const run = (party: Party, atOnce: number) => measureAt(party, site, { round, atOnce, pages });
    const floor = await run(FLOOR, FLOOR_AT_ONCE);
    const ours = new Map<number, Measured>();
    for (const atOnce of AT_ONCE) {
      ours.set(atOnce, await run(withPages(atOnce), atOnce));
      progress(
        `cores, round ${round}/${rounds}: ${atOnce} at once, ${figure(ours.get(atOnce)?.pagesPerSecond, 1)} pages/s`,
      );
    }
    found.push({ floor, ours });
  }
  return coresTables(found, cpus().length);
}

const withPages = (pages: number): Party => ({ ...CONTAINER, options: { ...CONTAINER.options, pages } });

async function measureAt(
  party: Party,
  site: Site,
  { round, atOnce, pages }: { round: number; atOnce: number; pages: number },
): Promise<Measured> {
  const instance = await startParty(party, site);
  // The same products for all of a round.
  const first = 100_000 * round;
  const run = (from: number, count: number) => {
    const ids = Array.from({ length: count }, (_, n) => from + n);
    return measure(party, [instance], { origin: site.origin, ids, atOnce });
  };
  try {
    await run(first, WARM_UP * atOnce);
    return await run(first + 1_000, pages);
  } finally {
    await instance.stop();
  }
}

/** Medians of the rounds; the share is taken within a round. */
export function coresTables(rounds: readonly CoresRound[], coreCount: number): Part {
  const shareOf = ({ floor }: CoresRound, measured: Measured) =>
    (100 * measured.pagesPerSecond) / ((1_000 * coreCount) / sum(floor.cpu));
  const numbers = [...(rounds[0]?.ours.keys() ?? [])];
  const of = (atOnce: number, value: (measured: Measured, round: CoresRound) => number) =>
    rounds.flatMap(round => {
      const measured = round.ours.get(atOnce);
      return measured ? [value(measured, round)] : [];
    });
  const shares = new Map(
    numbers.map(atOnce => [atOnce, of(atOnce, (measured, round) => shareOf(round, measured))]),
  );
  const rows = numbers.map(atOnce => [
    String(atOnce),
    figure(median(of(atOnce, ({ pagesPerSecond }) => pagesPerSecond)), 1),
    figure(median(of(atOnce, ({ ms }) => quantile(ms, 0.5)))),
    figure(median(of(atOnce, ({ ms }) => quantile(ms, 0.95)))),
    figure(median(of(atOnce, ({ cpu }) => sum(cpu)))),
    figure(median(of(atOnce, ({ pssMb }) => pssMb))),
    figure(median(of(atOnce, ({ incomplete }) => incomplete))),
    figure(median(shares.get(atOnce) ?? [])),
  ]);
  const floorCpu = rounds.map(({ floor }) => sum(floor.cpu));
  const best = [...shares.values()].sort((a, b) => median(b) - median(a))[0] ?? [];
  const aims: Aim[] = [
    {
      what: `of what ${coreCount} cores can give, %`,
      values: best,
      target: 90,
      atLeast: true,
      decimals: 0,
      isMain: true,
    },
  ];
  const possible = median(floorCpu.map(cpu => (1_000 * coreCount) / cpu));
  const head = [
    'at once',
    'pages/s',
    'p50 ms',
    'p95 ms',
    'CPU ms/page',
    'peak PSS MB',
    'incomplete',
    'share %',
  ];
  const text = [
    table(head, rows),
    `The floor takes ${figure(median(floorCpu))} ms of CPU a page: ${coreCount} cores can give ${figure(possible, 1)} pages/s.\n`,
    aimTable(aims),
  ].join('\n');
  return { text, aims };
}
