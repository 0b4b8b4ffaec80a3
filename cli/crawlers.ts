import type { VISITS_BY } from '../client/by.ts';
import type { Schemas } from '../client/client.ts';
import { answered, answeredBytes, apiOf } from './api.ts';
import { barsOf } from './clicks.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined } from './link-fields.ts';
import { chart, chartWidth, facts, json, minute, print } from './output/output.ts';
import { ownZone } from './times.ts';

interface CrawlersFlags extends ConnectionOptions {
  by: (typeof VISITS_BY)[number];
  name?: string | undefined;
  kind?: 'crawler' | 'tool' | undefined;
  since?: string | undefined;
  until?: string | undefined;
  timeZone?: string | undefined;
  csv?: true | undefined;
  json?: true | undefined;
}

/**
 * `signpost crawlers`: the visits of crawlers and tools to the site.
 *
 * @throws UsageError for options that go not together; what the API refuses
 */
export async function crawlersCommand(flags: CrawlersFlags): Promise<void> {
  const { by, name, kind, since, until, timeZone } = flags;
  if (flags.csv && flags.json) throw new UsageError('--csv and --json: say one of them');
  const query = { by, tz: timeZone ?? ownZone(), ...defined({ from: since, to: until, name, kind }) };
  const client = apiOf(flags);
  if (flags.csv) {
    const params = { query: { ...query, format: 'csv' as const } };
    return await print(
      String(await answeredBytes(client.GET('/api/crawlers', { params, parseAs: 'arrayBuffer' }))),
    );
  }
  const visits = await answered(client.GET('/api/crawlers', { params: { query } }));
  await print(flags.json ? json(visits) : describeVisits(visits));
}

function describeVisits({ by, from, to, total, rows, tz }: Schemas['Visits']): string {
  const bars = barsOf(by, rows, 'visits');
  return [
    `${total.visits} visits, ${minute(from)} to ${minute(to)} (UTC), by ${by} in ${tz}\n`,
    facts([
      ['got the page', total.hits],
      ['waited for it', total.rendered],
      ['got none', total.failed],
      ['get the app', total.app],
      ['unproved names', total.unproved],
    ]),
    ...(bars.length > 0 ? ['\n', chart(bars, chartWidth())] : []),
  ].join('');
}
