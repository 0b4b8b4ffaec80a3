import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemClock as clock } from '../core/clock.ts';
import { type AuditedPage, auditPages, DEFAULT_CRAWLER, defaultAtOnce } from './audit.ts';
import { auditReport } from './audit-report.ts';
import { describeAll, describeResult, exitCodeOf, jsonOf } from './audit-text.ts';
import { UsageError } from './faults.ts';
import { listedPages } from './listed-pages.ts';
import { type Progress, progressOn } from './progress.ts';
import { sampleOf } from './sample.ts';
import { settingsOf } from './stage-settings.ts';
import { isWeb } from './web-address.ts';

interface AuditFlags {
  sitemap?: string | undefined;
  /** An origin. */
  site?: string | undefined;
  sample?: number | undefined;
  sampleByDefault: number;
  seed?: number | undefined;
  render?: true | undefined;
  userAgent?: string | undefined;
  scroll?: true | undefined;
  allow?: string[] | undefined;
  stage: string;
  ignore?: string | undefined;
  atOnce?: number | undefined;
  report?: string | undefined;
  json?: true | undefined;
}

/**
 * `signpost audit`: prints each page as soon as it and those before it are known, and then how many are what.
 *
 * @param root the project's folder
 * @returns the exit status: 1 when something differs, 4 when a page could not be opened
 * @throws an error of one sentence for wrong arguments, and for a sitemap that is none
 */
export async function auditCommand(named: string[], flags: AuditFlags, root: string): Promise<number> {
  const { json, report, stage, ignore, ...options } = await optionsOf(named, flags);
  const urls = await pagesOf(options);
  let asked: readonly string[] | undefined;
  const kept = () => (asked ??= settingsOf(root, stage).pageParameters);
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines: json });
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

async function optionsOf(urls: string[], flags: AuditFlags) {
  const { sitemap, site, sample, seed, render = false, scroll = false, allow = [], stage, report } = flags;
  if (urls.length === 0 && sitemap === undefined)
    throw new UsageError('a URL is missing, such as http://localhost:4001/products/3; or --sitemap URL');
  const wrong = urls.find(url => !isWeb(url));
  if (wrong !== undefined) throw new UsageError(`${wrong} is no page's address; expected http(s)://…`);
  for (const [name, value] of Object.entries({ site, sample, seed }))
    if (value !== undefined && sitemap === undefined)
      throw new UsageError(`--${name} is about the pages of a sitemap, and --sitemap is missing`);
  if (report !== undefined) await requireWritable(report);
  return {
    ...{ urls, sitemap, site },
    sample: sample ?? flags.sampleByDefault,
    seed: seed ?? 0,
    atOnce: flags.atOnce ?? defaultAtOnce(),
    userAgent: flags.userAgent ?? DEFAULT_CRAWLER,
    ignore: ignoredBy(flags.ignore),
    ...{ render, scroll, allow, stage, report, json: flags.json ?? false },
  };
}

function ignoredBy(pattern: string | undefined): RegExp | undefined {
  try {
    return pattern === undefined ? undefined : new RegExp(pattern);
  } catch (error) {
    throw new UsageError(`--ignore ${pattern}: ${(error as Error).message}`);
  }
}

/** Known before minutes of work, and not after. */
async function requireWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch(() => {
    throw new UsageError(`--report ${file}: ${folder} is no folder that can be written to`);
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
