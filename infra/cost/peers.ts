import { timesOf } from './bill.ts';
import type { Month } from './volumes.ts';

/** What another product takes for the same month, as far as it says. */
export interface Peer {
  name: string;
  /** The plan, or what is counted. */
  plan: string;
  /** Undefined where no price is published. */
  usd: number | undefined;
  /** What the price does not include. */
  note: string;
  source: string;
  /** When the source was read. */
  read: string;
}

interface Plan {
  name: string;
  /** A month, where a year is paid at once if that is offered. */
  usd: number | undefined;
  /** Most of each thing in a month. */
  upTo: Partial<Record<'links' | 'redirects' | 'renders', number>>;
}

const BITLY: readonly Plan[] = [
  { name: 'Free', usd: 0, upTo: { links: 5 } },
  { name: 'Core', usd: 10, upTo: { links: 100 } },
  { name: 'Growth', usd: 29, upTo: { links: 500 } },
  { name: 'Premium', usd: 199, upTo: { links: 3_000 } },
  { name: 'Enterprise', usd: undefined, upTo: {} },
];

const DUB: readonly Plan[] = [
  { name: 'Free', usd: 0, upTo: { links: 25, redirects: 1_000 } },
  { name: 'Pro', usd: 25, upTo: { links: 1_000, redirects: 50_000 } },
  { name: 'Business', usd: 75, upTo: { links: 10_000, redirects: 250_000 } },
  { name: 'Advanced', usd: 250, upTo: { links: 50_000, redirects: 1_000_000 } },
  { name: 'Enterprise', usd: undefined, upTo: {} },
];

const PRERENDER: readonly Plan[] = [
  { name: 'Free', usd: 0, upTo: { renders: 1_000 } },
  { name: 'paid plans', usd: undefined, upTo: {} },
];

/** bunny.net: a GB in Europe and North America, a million runs of a script, a thousand seconds of its processor. */
const BUNNY = { gb: 0.01, millionRuns: 0.2, thousandSeconds: 0.02 };

/** What others would take for this month; one that renders only where something is rendered. */
export function peersOf(month: Month): Peer[] {
  const { volumes, assumed } = month;
  const times = timesOf(month);
  const renders = times.crawlerUnseen + times.rerender + times.rerenderChanged;
  const { redirects, links, crawlers } = volumes;
  const planOf = (plans: readonly Plan[]) =>
    plans.find(({ upTo }) =>
      Object.entries({ links, redirects, renders }).every(
        ([what, amount]) => amount <= (upTo[what as keyof typeof upTo] ?? Number.POSITIVE_INFINITY),
      ),
    );
  const ofPlan = (plans: readonly Plan[]) => {
    const plan = planOf(plans);
    return { plan: plan?.name ?? '', usd: plan?.usd };
  };
  const bytes = redirects * assumed.redirectBytes + crawlers * assumed.pageBytes;
  const seconds = (redirects * assumed.edgeMs) / 1000;
  const peers: Peer[] = [
    {
      name: 'Bitly',
      ...ofPlan(BITLY),
      note: 'links; how many redirects a plan includes is not published',
      source: 'https://bitly.com/pages/pricing',
      read: '2026-08-13',
    },
    {
      name: 'Dub',
      ...ofPlan(DUB),
      note: 'links and tracked clicks',
      source: 'https://dub.co/pricing',
      read: '2026-06-12',
    },
    {
      name: 'prerender.io',
      ...ofPlan(PRERENDER),
      note: 'renders, with those of errors; its documentation has no prices',
      source: 'https://docs.prerender.io/docs/what-you-pay-for',
      read: '2026-12-01',
    },
    {
      name: 'bunny',
      plan: 'CDN and a script',
      usd:
        (bytes / 1e9) * BUNNY.gb +
        (redirects / 1e6) * BUNNY.millionRuns +
        (seconds / 1000) * BUNNY.thousandSeconds,
      note: 'redirects and delivery; no renders, no API, no click counts',
      source: 'https://docs.bunny.net/scripting/pricing, https://docs.bunny.net/cdn/pricing',
      read: '2026-09-20',
    },
  ];
  return peers.filter(({ name }) => name !== 'prerender.io' || renders > 0);
}
