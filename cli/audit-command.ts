import { parseArgs } from 'node:util';
import { parseUrl } from '../core/parse-url.ts';
import { stageSettings } from '../local/template/settings.ts';
import {
  type AuditResult,
  auditPages,
  DEFAULT_CRAWLER,
  describeAll,
  describeResult,
  exitCodeOf,
  jsonOf,
} from './audit.ts';

/**
 * `signpost audit`: prints each page as soon as it and those before it are known, and then how many are what.
 *
 * @param root the project's folder
 * @returns the exit status: 1 when something differs, 2 when a page could not be opened
 * @throws an error of one sentence for wrong arguments
 */
export async function auditCommand(args: string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      render: { type: 'boolean', default: false },
      'user-agent': { type: 'string', default: DEFAULT_CRAWLER },
      scroll: { type: 'boolean', default: false },
      allow: { type: 'string', multiple: true, default: [] },
      stage: { type: 'string', default: 'dev' },
      ignore: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length === 0) throw new Error('a URL is missing, such as http://localhost:4001/products/3');
  const wrong = positionals.find(url => !/^https?:$/.test(parseUrl(url)?.protocol ?? ''));
  if (wrong !== undefined) throw new Error(`${wrong} is no page's address; expected http(s)://…`);
  const ignore = values.ignore === undefined ? undefined : new RegExp(values.ignore);
  const { render, scroll, allow, 'user-agent': userAgent } = values;
  let asked: readonly string[] | undefined;
  const kept = () => (asked ??= stageSettings(root, values.stage).pageParameters);
  const results: AuditResult[] = [];
  for await (const result of auditPages(positionals, { render, scroll, allow, kept, userAgent, ignore })) {
    results.push(result);
    process.stdout.write(values.json ? jsonOf(result) : describeResult(result));
  }
  if (!values.json) process.stdout.write(describeAll(results));
  return exitCodeOf(results);
}
