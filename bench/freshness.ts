import { parseArgs } from 'node:util';
import { figure, table } from '../core/text-table.ts';
import { seeded } from './freshness/random.ts';
import { type Outcome, type Plan, simulate } from './freshness/simulate.ts';
import { makeSite } from './freshness/site.ts';

const HELP = `Usage: npm run bench -- freshness [options]

  --pages N    how many pages the site has; 300000 without it
  --days N     how many days are simulated; the first half, to learn the pages, is not measured. 60 without it
  --budget N   the budget in renders a day, beside one render a page and day; 50000 without it
  --seed N     other pages and changes; 1 without it
  --known      also what would come out if it were known how often each page changes
  --help       this text
`;

/** `npm run bench -- freshness`: how stale snapshots are, with intervals that follow the pages and with a fixed one. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pages: { type: 'string', default: '300000' },
      days: { type: 'string', default: '60' },
      budget: { type: 'string', default: '50000' },
      seed: { type: 'string', default: '1' },
      known: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [pages, days, budget, seed] = (['pages', 'days', 'budget', 'seed'] as const).map(name =>
    positive(name, values[name]),
  ) as [number, number, number, number];
  const site = makeSite(pages, seeded(seed));
  const rows = plansOf(pages, days, budget, seed, values.known).map(plan => {
    process.stderr.write(`${plan.policy}, ${figure(plan.rendersPerDay)} renders a day …\n`);
    return rowOf(plan, simulate(site, plan));
  });
  process.stdout.write(
    `Freshness: ${figure(pages)} pages, the second half of ${days} days\n\n${table(HEAD, rows)}`,
  );
}

/** Of visits after a deploy. */
const SHARES = [0.25, 0.5, 0.99];

const HEAD = [
  '',
  'budget a day',
  'renders a day',
  'stale %',
  'visits stale %',
  'stale h',
  ...SHARES.map((share, i) => `${i === 0 ? 'new build ' : ''}${100 * share} %`),
];

function plansOf(pages: number, days: number, budget: number, seed: number, isKnown: boolean): Plan[] {
  const policies = ['fixed', 'adaptive', ...(isKnown ? (['known'] as const) : [])] as const;
  return [pages, budget].flatMap(rendersPerDay =>
    policies.map(policy => ({
      policy,
      rendersPerDay,
      warmUpDays: days / 2,
      days: days / 2,
      deployDays: 60,
      deployShares: SHARES,
      seed,
    })),
  );
}

const NAMES: Record<Plan['policy'], string> = {
  fixed: 'every 24 h',
  adaptive: 'Signpost',
  known: 'rates known',
};

function rowOf({ policy, rendersPerDay }: Plan, outcome: Outcome): string[] {
  return [
    NAMES[policy],
    figure(rendersPerDay),
    figure(outcome.rendersPerDay),
    figure(100 * outcome.stale, 2),
    figure(100 * outcome.staleVisits, 2),
    figure(outcome.staleHours, 2),
    ...outcome.deployed.map(days => figure(days, 2)),
  ];
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${text}: this must be a whole number, 1 or more.`);
  return number;
}
