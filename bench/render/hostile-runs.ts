import { figure, table } from '../../core/text-table.ts';
import { type Aim, aimTable } from './aims.ts';
import { ENDLESS, HOSTILE } from './hostile.ts';
import { quantile } from './measure.ts';
import type { Part } from './part.ts';
import { type Answer, ask, CONTAINER, type Party, PRERENDER, type Site, startParty } from './party.ts';

/** What hostile pages did to a party: each page's answers, and how long it was away after the endless loop. */
interface Hard {
  answers: Answer[][];
  /** From when the endless loop was asked for. */
  gaveUp: number;
  /** From then on, until the next page was there. */
  back: number;
}

const RUNS = 3;
/** prerender takes its 20 s for some of them, and longer for the loop. */
const PRERENDER_AT_ONCE = 4;
const MOST_MS = 45_000;

/** Hostile pages, ours one after the other, three times; prerender's once, four at once, as some take it 20 s. */
export async function hostile(site: Site, progress: (text: string) => void): Promise<Part> {
  const ours = await endure(CONTAINER, site, { runs: RUNS, atOnce: 1 });
  progress('hostile pages: ours are done; prerender needs up to two minutes for them');
  const theirs = await endure(PRERENDER, site, { runs: 1, atOnce: PRERENDER_AT_ONCE });
  const cells = (answers: readonly Answer[] = [], wanted = '') => [
    figure(Math.max(...answers.map(({ ms }) => ms))),
    answers.every(({ status, html }) => status === 200 && html.includes(wanted)) ? 'yes' : 'no',
  ];
  const rows = HOSTILE.map(({ name, wanted }, n) => [
    name,
    ...cells(ours.answers[n], wanted),
    ...cells(theirs.answers[n], wanted),
  ]);
  const loop = ({ gaveUp, back }: Hard) => [figure(gaveUp), `+ ${figure(back)}`];
  rows.push(['endless loop, + the next page', ...loop(ours), ...loop(theirs)]);
  const times = ours.answers.flat().map(({ ms }) => ms);
  const missing = HOSTILE.filter(({ wanted }, n) => cells(ours.answers[n], wanted)[1] === 'no').length;
  const aims: Aim[] = [
    {
      what: 'hostile pages, p95 ms',
      values: [quantile(times, 0.95)],
      target: 1_000,
      decimals: 0,
      isMain: true,
    },
    { what: 'hostile pages without their text', values: [missing], target: 0, decimals: 0 },
    { what: 'endless loop given up, ms', values: [ours.gaveUp], target: 3_000, decimals: 0 },
    { what: 'next page after it, ms', values: [ours.back], target: 2_000, decimals: 0 },
  ];
  const tables = table(['hostile pages', 'Signpost ms', 'text', 'prerender ms', 'text'], rows);
  return { text: `${tables}\n${aimTable(aims)}`, aims };
}

async function endure(
  party: Party,
  site: Site,
  { runs, atOnce }: { runs: number; atOnce: number },
): Promise<Hard> {
  const instance = await startParty(party, site);
  const render = (path: string) => ask(instance.port, site.origin + path, MOST_MS);
  try {
    for (let id = 1; id <= 4; id++) await render(`/products/${id}`);
    const answers: Answer[][] = HOSTILE.map(() => []);
    const left = Array.from({ length: runs }, () => [...HOSTILE.entries()]).flat();
    const asker = async () => {
      for (let next = left.shift(); next; next = left.shift())
        answers[next[0]]?.push(await render(next[1].path));
    };
    await Promise.all(Array.from({ length: atOnce }, asker));
    const { ms: gaveUp } = await render(ENDLESS.path);
    const { ms: back } = await render('/products/5');
    return { answers, gaveUp, back };
  } finally {
    await instance.stop();
  }
}
