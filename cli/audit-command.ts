import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../core/clock.ts';
import { stageSettings } from '../local/template/settings.ts';
import { type AuditedPage, auditPages, DEFAULT_CRAWLER, defaultAtOnce } from './audit.ts';
import { auditReport } from './audit-report.ts';
import { describeAll, describeResult, exitCodeOf, jsonOf } from './audit-text.ts';
import { isWeb, listedPages } from './listed-pages.ts';
import { type Progress, progressOn } from './progress.ts';
import { sampleOf } from './sample.ts';

/** With four at once they take some two minutes. */
const DEFAULT_SAMPLE = 50;
const MOST_AT_ONCE = 32;

/**
 * `signpost audit`: prints each page as soon as it and those before it are known, and then how many are what.
 *
 * @param root the project's folder
 * @returns the exit status: 1 when something differs, 2 when a page could not be opened
 * @throws an error of one sentence for wrong arguments, and for a sitemap that is none
 */
export async function auditCommand(args: string[], root: string): Promise<number> {
  const { json, report, stage, ignore, ...options } = await optionsOf(args);
  const urls = await pagesOf(options);
  let asked: readonly string[] | undefined;
  const kept = () => (asked ??= stageSettings(root, stage).pageParameters);
  const progress = progressOn(process.stderr, clock, howFar);
  const pages: AuditedPage[] = [];
  let done = 0;
  const show = () => progress.show({ done, total: urls.length });
  const onDone = () => {
    done += 1;
    show();
  };
  show();
  try {
    const pictures = report !== undefined;
    for await (const page of auditPages(urls, { ...options, ignore, kept, pictures, onDone })) {
      pages.push(page);
      progress.end();
      process.stdout.write(json ? jsonOf(page.result) : describeResult(page.result));
      if (pages.length < urls.length) show();
    }
  } finally {
    progress.end();
  }
  const results = pages.map(({ result }) => result);
  if (!json) process.stdout.write(describeAll(results));
  if (report !== undefined) {
    const crawler = options.render ? 'the page as it is rendered here' : options.userAgent;
    await writeFile(
      report,
      auditReport(pages, { crawler, listed: options.sitemap, at: new Date(clock.now()) }),
    );
    process.stderr.write(`The report is in ${report}\n`);
  }
  return exitCodeOf(results);
}

const howFar = ({ done, total }: Omit<Progress, 'text'>): Progress => ({
  done,
  total,
  text: `${done} of ${total} pages`,
});

async function optionsOf(args: string[]) {
  const { values, positionals: urls } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      sitemap: { type: 'string' },
      site: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string' },
      render: { type: 'boolean', default: false },
      'user-agent': { type: 'string', default: DEFAULT_CRAWLER },
      scroll: { type: 'boolean', default: false },
      allow: { type: 'string', multiple: true, default: [] },
      stage: { type: 'string', default: 'dev' },
      ignore: { type: 'string' },
      'at-once': { type: 'string' },
      report: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { sitemap, site, sample, seed, render, scroll, allow, stage, report, json } = values;
  if (urls.length === 0 && sitemap === undefined)
    throw new Error('a URL is missing, such as http://localhost:4001/products/3; or --sitemap URL');
  const wrong = urls.find(url => !isWeb(url));
  if (wrong !== undefined) throw new Error(`${wrong} is no page's address; expected http(s)://…`);
  for (const [name, address] of Object.entries({ sitemap, site }))
    if (address !== undefined && !isWeb(address))
      throw new Error(`--${name} ${address}: this must be a URL such as http://localhost:4001`);
  for (const [name, value] of Object.entries({ site, sample, seed }))
    if (value !== undefined && sitemap === undefined)
      throw new Error(`--${name} is about the pages of a sitemap, and --sitemap is missing`);
  if (report !== undefined) await requireWritable(report);
  return {
    urls,
    sitemap,
    site: site && new URL(site).origin,
    sample: numberOf('sample', sample, 1, 1_000_000) ?? DEFAULT_SAMPLE,
    seed: numberOf('seed', seed, 0, 1_000_000) ?? 0,
    atOnce: numberOf('at-once', values['at-once'], 1, MOST_AT_ONCE) ?? defaultAtOnce(),
    userAgent: values['user-agent'],
    ignore: values.ignore === undefined ? undefined : new RegExp(values.ignore),
    ...{ render, scroll, allow, stage, report, json },
  };
}

function numberOf(name: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw new Error(`--${name} ${value}: this must be a number from ${least} to ${most}`);
}

/** Known before minutes of work, and not after. */
async function requireWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch(() => {
    throw new Error(`--report ${file}: ${folder} is no folder that can be written to`);
  });
}

/** The pages that are named, and those of the sitemap that stand for it. */
async function pagesOf(
  options: Pick<Awaited<ReturnType<typeof optionsOf>>, 'urls' | 'sitemap' | 'site' | 'sample' | 'seed'>,
): Promise<string[]> {
  const { urls, sitemap, site, sample, seed } = options;
  if (sitemap === undefined) return urls;
  const { entries } = await listedPages(sitemap, site);
  const listed = entries.map(({ url }) => url);
  if (listed.length === 0) throw new Error(`${sitemap} lists no page`);
  const taken = sampleOf(listed, sample, seed);
  process.stderr.write(`${taken.length} of the ${listed.length} pages in ${sitemap}\n`);
  return [...new Set([...urls, ...taken])];
}
