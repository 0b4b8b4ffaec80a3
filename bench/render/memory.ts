import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { figure, table } from '../../core/text-table.ts';
import { type Aim, aimTable } from './aims.ts';
import { measure, stateOf } from './measure.ts';
import type { Part } from './part.ts';
import { CONTAINER, type Running, type Site, startParty } from './party.ts';

export interface MemoryOptions {
  renders: number;
  progress(text: string): void;
}

/** What a process holds after so many renders. */
interface Held {
  renders: number;
  /** The highest since the reading before. */
  peakMb: number;
  pssMb: number;
  running: number;
  zombies: number;
  filesMb: number;
  pagesPerSecond: number;
  incomplete: number;
}

const AT_ONCE = 4;
const MOST_A_READING = 500;
const READINGS = 10;
const REAPED_MS = 3_000;

/** Renders page after page in one process, and reads now and then what it holds: memory, processes, files. */
export async function memory(site: Site, { renders, progress }: MemoryOptions): Promise<Part> {
  const instance = await startParty(CONTAINER, site);
  const step = Math.min(MOST_A_READING, Math.ceil(renders / READINGS));
  const readings: Held[] = [];
  let left = 0;
  try {
    for (let done = 0; done < renders; done += step) {
      const held = await renderSome(instance, site, { done, count: Math.min(step, renders - done) });
      readings.push(held);
      progress(`memory: ${held.renders} renders, ${figure(held.pssMb)} MB`);
    }
  } finally {
    left = await instance.stop();
  }
  return memoryTables(readings, left);
}

async function renderSome(
  instance: Running,
  { origin }: Site,
  { done, count }: { done: number; count: number },
): Promise<Held> {
  const ids = Array.from({ length: count }, (_, n) => done + n);
  const { pssMb, pagesPerSecond, incomplete } = await measure(CONTAINER, [instance], {
    origin,
    ids,
    atOnce: AT_ONCE,
  });
  await reaped(instance);
  return {
    ...stateOf([instance], true),
    renders: done + count,
    peakMb: pssMb,
    filesMb: sizeOf(instance.folder) / 2 ** 20,
    pagesPerSecond,
    incomplete,
  };
}

/** A Chromium that has just been replaced leaves zombies for a moment, until init takes note of them. */
async function reaped(instance: Running): Promise<void> {
  const end = performance.now() + REAPED_MS;
  while (stateOf([instance]).zombies > 0 && performance.now() < end) await sleep(50);
}

function memoryTables(readings: readonly Held[], left: number): Part {
  const highest = (of: (held: Held) => number) => Math.max(...readings.map(of));
  const rows = readings.map(({ renders, ...held }) => [
    figure(renders),
    ...[held.peakMb, held.pssMb, held.running, held.zombies, held.filesMb].map(value => figure(value)),
    figure(held.pagesPerSecond, 1),
  ]);
  const incomplete = readings.reduce((total, held) => total + held.incomplete, 0);
  const aim = (what: string, value: number, target = 0): Aim => ({
    what,
    values: [value],
    target,
    decimals: 0,
  });
  const renders = figure(highest(held => held.renders));
  const aims = [
    {
      ...aim(
        `memory, highest MB in ${renders} renders`,
        highest(({ peakMb }) => peakMb),
        600,
      ),
      isMain: true,
    },
    aim(
      'zombies',
      highest(({ zombies }) => zombies),
    ),
    aim('processes left behind', left),
    aim('incomplete', incomplete),
  ];
  const head = [
    'renders, four at once',
    'peak PSS MB',
    'PSS MB',
    'processes',
    'zombies',
    'files MB',
    'pages/s',
  ];
  return { text: `${table(head, rows)}\n${aimTable(aims)}`, aims };
}

/** On disk, in bytes, with all that is below it. */
function sizeOf(folder: string): number {
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) => {
    const { blocks = 0 } = lstatSync(join(parentPath, name), { throwIfNoEntry: false }) ?? {};
    return blocks * 512; // by definition of stat, whatever the file system's own blocks are
  });
  return sizes.reduce((total, size) => total + size, 0);
}
