import { setTimeout as sleep } from 'node:timers/promises';
import { type Contents, contentsOf, productOf } from './catalogue.ts';
import { ask, type Party, type Running } from './party.ts';
import { type CpuTimes, cpuBetween, KINDS, type ProcessState } from './processes.ts';

/** What came of rendering some pages, so many at once. */
export interface Measured {
  /** Of each page. */
  ms: number[];
  /** Complete ones. */
  pagesPerSecond: number;
  /** Milliseconds a page. */
  cpu: CpuTimes;
  /** The highest that was seen. */
  pssMb: number;
  incomplete: number;
  /** Why the first one was incomplete. */
  why: string;
  /** Of the complete pages: whether all held them. */
  styles: boolean;
  shadow: boolean;
}

/** Reading the memory of a Chromium takes some milliseconds of CPU: rarely, then, and of every party alike. */
const MEMORY_INTERVAL_MS = 1_000;
/** What a page still costs after it was answered, such as its clean-up, is done by then. */
const AFTERWARDS_MS = 200;

/** Renders products, `atOnce` of them at once: each of that many askers has one request open at a time. */
export async function measure(
  party: Party,
  instances: readonly Running[],
  { origin, ids, atOnce }: { origin: string; ids: readonly number[]; atOnce: number },
): Promise<Measured> {
  const before = stateOf(instances);
  const memory = watchMemory(instances);
  const found: { ms: number; contents: Contents }[] = [];
  let why = '';
  const begun = performance.now();
  const left = [...ids];
  const asker = async (instance: Running) => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const { ms, html, status } = await ask(instance.port, `${origin}/products/${id}`);
      const there = status === 200;
      const contents = party.isFloor
        ? { complete: there, styles: there, shadow: there }
        : contentsOf(there ? html : '', productOf(id));
      found.push({ ms, contents });
      if (!contents.complete)
        why ||= `product ${id}: ${there ? 'something is missing' : `${status} ${html}`}`;
    }
  };
  const askers = Array.from({ length: atOnce }, (_, n) => instances[n % instances.length]);
  await Promise.all(askers.flatMap(instance => (instance ? [asker(instance)] : [])));
  const seconds = (performance.now() - begun) / 1_000;
  const pssMb = await memory();
  await sleep(AFTERWARDS_MS);
  const complete = found.filter(({ contents }) => contents.complete);
  return {
    ms: found.map(({ ms }) => ms),
    pagesPerSecond: complete.length / seconds,
    cpu: perPage(cpuBetween(before.cpu, stateOf(instances).cpu), ids.length),
    pssMb,
    incomplete: found.length - complete.length,
    why,
    styles: complete.every(({ contents }) => contents.styles),
    shadow: complete.every(({ contents }) => contents.shadow),
  };
}

/** Of all processes of a party. */
export function stateOf(instances: readonly Running[], memory = false): ProcessState {
  const states = instances.map(({ processes }) => processes.state({ memory }));
  const total = (of: (state: ProcessState) => number) => states.reduce((sum, state) => sum + of(state), 0);
  return {
    cpu: Object.fromEntries(KINDS.map(kind => [kind, total(({ cpu }) => cpu[kind])])) as CpuTimes,
    pssMb: total(({ pssMb }) => pssMb),
    running: total(({ running }) => running),
    zombies: total(({ zombies }) => zombies),
  };
}

/** Reads the memory now and then; the function it returns ends that and tells the highest. */
export function watchMemory(instances: readonly Running[]): () => Promise<number> {
  const over = new AbortController();
  let highest = 0;
  const read = () => {
    highest = Math.max(highest, stateOf(instances, true).pssMb);
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await sleep(MEMORY_INTERVAL_MS, undefined, { signal: over.signal }).catch(() => undefined);
      read();
    }
  })();
  return async () => {
    over.abort();
    await watching;
    return highest;
  };
}

const perPage = (cpu: CpuTimes, pages: number) =>
  Object.fromEntries(KINDS.map(kind => [kind, cpu[kind] / pages])) as CpuTimes;

/** The value below which this share of the values is; between two of them it is the higher. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half)
    ? ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2
    : (sorted[Math.floor(half)] ?? Number.NaN);
};
