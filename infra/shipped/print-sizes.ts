import { resolve } from 'node:path';
import { BUDGETS, inKb, overBudget, sizesOf } from './sizes.ts';

/** `npm run sizes`: what each part weighs, beside what it may; ends with 1 if one weighs more. */
const sizes = sizesOf(resolve(import.meta.dirname, '../..'));
const row = (cells: string[]) =>
  console.log(cells.map((cell, n) => (n ? cell.padStart(11) : cell.padEnd(32))).join(''));
row(['part', 'raw', 'at most', 'gzip', 'at most', 'load']);
for (const { name, raw, gzip } of sizes) {
  const budget = BUDGETS[name];
  const load = budget?.load === undefined ? '' : `≤ ${budget.load} ms`;
  row([name, inKb(raw), inKb(budget?.raw ?? 0), inKb(gzip), inKb(budget?.gzip ?? 0), load]);
}
const problems = overBudget(sizes);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
