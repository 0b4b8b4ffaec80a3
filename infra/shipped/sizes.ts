import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { partsOf } from './contents.ts';

/** What a part may weigh, in bytes, and how long a processor with nothing else to do may take to load it, in milliseconds. */
export interface Budget {
  raw: number;
  gzip: number;
  /** Measured by `npm run bench -- loads`, and never by a test: it is the machine's as well. */
  load?: number;
}

/** Kilobytes of 1,024 bytes: as they are, and in gzip. */
const kb = (raw: number, gzip: number, load?: number): Budget => ({
  raw: raw * 1024,
  gzip: gzip * 1024,
  ...(load !== undefined && { load }),
});

/**
 * What each part may weigh, some tenth more than it does; of a part in several files, what is loaded at its start has a line
 * of its own. Who needs more raises a number here, on purpose.
 */
export const BUDGETS: Record<string, Budget> = {
  cli: kb(2150, 710),
  'cli, at its start': kb(160, 48),
  console: kb(410, 140),
  'console, at its start': kb(120, 60),
  'containers/render': kb(1030, 320),
  'edge/origin-response': kb(2, 1, 10),
  'edge/viewer-request': kb(10, 4.5, 12),
  'functions/changes': kb(750, 230, 100),
  'functions/events': kb(615, 185, 100),
  'functions/function-logs': kb(235, 72, 60),
  'functions/identities': kb(480, 150, 100),
  'functions/links': kb(1020, 330, 180),
  'functions/logs': kb(660, 206, 100),
  'functions/mcp': kb(645, 180, 100),
  'functions/redirect': kb(208, 82),
  'functions/redirect, at its start': kb(57, 23, 25),
  'functions/reindex': kb(395, 123, 80),
  'functions/render': kb(1070, 340, 150),
  'functions/rerender': kb(860, 253, 100),
  'functions/sitemap': kb(600, 181, 100),
  'functions/snapshots': kb(1030, 322, 150),
  'functions/webhooks': kb(590, 180, 100),
  'infra/unpack-chromium': kb(8, 4),
  sample: kb(36, 15),
  'sample, at its start': kb(16, 6.5),
  start: kb(1140, 372),
  'start, at its start': kb(48, 14),
};

export interface Size {
  /** As in `BUDGETS`. */
  name: string;
  raw: number;
  gzip: number;
}

/** What each part weighs: the sum of its files, each in gzip by itself. */
export function sizesOf(root: string): Size[] {
  return partsOf(root).flatMap(({ name, files, first }) => [
    { name, ...sizeOf(root, files) },
    ...(first.length > 0 && first.length < files.length
      ? [{ name: `${name}, at its start`, ...sizeOf(root, first) }]
      : []),
  ]);
}

function sizeOf(root: string, files: string[]): { raw: number; gzip: number } {
  const contents = files.map(file => readFileSync(join(root, file)));
  const sum = (bytes: number[]) => bytes.reduce((all, each) => all + each, 0);
  return {
    raw: sum(contents.map(({ length }) => length)),
    gzip: sum(contents.map(content => gzipSync(content).length)),
  };
}

/** The parts that weigh more than they may, each in a sentence; and those that have no budget, or none of whose budget is left. */
export function overBudget(sizes: readonly Size[], budgets: Record<string, Budget> = BUDGETS): string[] {
  const names = new Set(sizes.map(({ name }) => name));
  const gone = Object.keys(budgets).filter(name => !names.has(name));
  return [
    ...gone.map(name => `${name} has a budget, and is not built`),
    ...sizes.flatMap(({ name, raw, gzip }) => {
      const budget = budgets[name];
      if (!budget) return [`${name} has no budget`];
      return [
        ...(raw > budget.raw ? [`${name} is ${inKb(raw)}, of ${inKb(budget.raw)} at most`] : []),
        ...(gzip > budget.gzip ? [`${name} is ${inKb(gzip)} in gzip, of ${inKb(budget.gzip)} at most`] : []),
      ];
    }),
  ];
}

export const inKb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
