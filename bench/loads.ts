import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { figure, table } from '../core/text-table.ts';
import { BUDGETS, inKb, sizesOf } from '../infra/shipped/sizes.ts';
import { packagedTemplate } from '../local/template/package.ts';
import type { Template } from '../local/template/template.ts';
import { median } from './crawlers/speed.ts';
import { loadOnce } from './links/loads.ts';

const HELP = `Usage: npm run bench -- loads [options]

How long a fresh process takes to load the bundle of each function and edge function, beside its budget.

  --starts N  how many processes are started for each, by turns; 11 without it
  --help      this text
`;

const ROOT = resolve(import.meta.dirname, '..');
const HEAD = ['a fresh process loads', 'KB', 'ms', 'ms of processor', 'of these at most'];

/** `npm run bench -- loads`: milliseconds, the medians of some processes. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      starts: { type: 'string', default: '11' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const starts = Number(values.starts);
  if (!(Number.isInteger(starts) && starts > 0))
    throw new Error(`--starts ${values.starts}: this must be a whole number, 1 or more.`);
  const template = await packagedTemplate(ROOT);
  const parts = Object.entries(BUDGETS).flatMap(([name, { load }]) =>
    load === undefined ? [] : [{ name, load, taken: [] as { wall: number; cpu: number }[] }],
  );
  for (let start = 1; start <= starts; start++) {
    process.stderr.write(`start ${start} of ${starts} …\n`);
    for (const { name, taken } of parts) {
      const [part = ''] = name.split(', ');
      const environment = environmentOf(template, part);
      if (environment) taken.push(await loadOnce(resolve(ROOT, `dist/${part}.mjs`), environment));
    }
  }
  const sizes = new Map(sizesOf(ROOT).map(({ name, raw }) => [name, raw]));
  const rows = parts.map(({ name, load, taken }) => [
    name,
    inKb(sizes.get(name) ?? 0).replace(' KB', ''),
    figure(taken.length > 0 ? median(taken.map(({ wall }) => wall)) : undefined, 1),
    figure(taken.length > 0 ? median(taken.map(({ cpu }) => cpu)) : undefined, 1),
    figure(load),
  ]);
  process.stdout.write(`\n${table(HEAD, rows)}`);
}

/**
 * What the template gives a function to read, with a stand-in for what CloudFormation fills in; nothing of a function that the
 * settings here leave out. Edge functions have no environment.
 */
function environmentOf({ Resources }: Template, part: string): Record<string, string> | undefined {
  const handler = `dist/${part}.handler`;
  const found = Object.values(Resources).find(({ Properties }) => Properties?.Handler === handler);
  if (!found) return undefined;
  const { Variables = {} } = (found.Properties?.Environment ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  const filled = Object.entries(Variables).map(([name, value]) => [name, filledIn(value)]);
  return { ...OF_LAMBDA, ...Object.fromEntries(filled) };
}
/** What Lambda itself tells each function. */
const OF_LAMBDA = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };
const STAND_IN = 'stand-in.example.com';

function filledIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': text } = value as { 'Fn::Sub'?: string };
  return text?.replaceAll(/\$\{\w+\}/g, STAND_IN) ?? STAND_IN;
}
