import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { isPacked } from '../../core/browser/executable.ts';
import { unpackChromium } from '../../core/browser/unpack.ts';
import { systemClock } from '../../core/clock.ts';
import { createRenderer } from '../../core/rendering/renderer.ts';
import { figure, table } from '../../core/text-table.ts';
import { median } from './measure.ts';
import type { Site } from './party.ts';

const TIMES = 5;
const DEADLINE_MS = 20_000;

interface Start {
  unpackMs: number;
  launchMs: number;
  firstMs: number;
  secondMs: number;
}

/** What comes before the first page where nothing is there yet, as when Lambda starts an instance. */
export async function cold(site: Site, progress: (text: string) => void): Promise<string> {
  const withUnpack = isPacked(site.executable);
  const starts: Start[] = [];
  for (let n = 0; n < TIMES; n++) {
    starts.push(await start(site, n, withUnpack));
    progress(`cold: ${n + 1} of ${TIMES}`);
  }
  const of = (part: keyof Start) => figure(median(starts.map(each => each[part])));
  return table(
    ['cold start', 'ms'],
    [
      ['Chromium is unpacked', withUnpack ? of('unpackMs') : '–'],
      ['Chromium is started', of('launchMs')],
      ['first page', of('firstMs')],
      ['second page', of('secondMs')],
    ],
  );
}

async function start({ folder, executable, origin }: Site, n: number, withUnpack: boolean): Promise<Start> {
  const directory = mkdtempSync(join(folder, 'cold-'));
  const [own, unpackMs] = await timed(async () =>
    withUnpack ? unpackChromium(directory, () => undefined) : executable,
  );
  const renderer = createRenderer({
    isAllowedOrigin: candidate => candidate === origin,
    gate: { allows: (host, port) => `http://${host}:${port}` === origin },
    launch: { executable: own, directory },
    pages: 1,
    log: () => undefined,
    clock: systemClock,
  });
  try {
    const page = (id: number) => renderer.render(`${origin}/products/${id}`, { deadline: DEADLINE_MS });
    const [, launchMs] = await timed(() => renderer.warm());
    const [, firstMs] = await timed(() => page(2 * n));
    await renderer.idle();
    const [, secondMs] = await timed(() => page(2 * n + 1));
    return { unpackMs, launchMs, firstMs, secondMs };
  } finally {
    await renderer.close();
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const started = performance.now();
  return [await work(), performance.now() - started];
}
