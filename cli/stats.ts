import type { CLICKS_BY } from '../client/by.ts';
import type { Schemas } from '../client/client.ts';
import { answered, answeredBytes, apiOf } from './api.ts';
import { barsOf, othersOf } from './clicks.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined } from './link-fields.ts';
import { addressOf } from './one-link.ts';
import { chart, chartWidth, json, minute, print } from './output/output.ts';
import { ownZone } from './times.ts';

export interface StatsFlags extends ConnectionOptions {
  by: (typeof CLICKS_BY)[number];
  since?: string | undefined;
  until?: string | undefined;
  tag?: string | undefined;
  creator?: string | undefined;
  domain?: string | undefined;
  timeZone?: string | undefined;
  csv?: true | undefined;
  json?: true | undefined;
}

/**
 * `signpost stats`: the clicks of a link, or of all links, as a chart, as CSV or as JSON.
 *
 * @throws UsageError for options that go not together; what the API refuses
 */
export async function statsCommand(slug: string | undefined, flags: StatsFlags): Promise<void> {
  const { by, since, until, tag, creator, domain, timeZone } = flags;
  if (flags.csv && flags.json) throw new UsageError('--csv and --json: say one of them');
  for (const [name, value] of Object.entries({ tag, creator }))
    if (value !== undefined && slug !== undefined)
      throw new UsageError(`--${name} is about many links: leave the slug out`);
  const client = apiOf(flags);
  const query = { by, tz: timeZone ?? ownZone(), ...defined({ from: since, to: until, domain }) };
  const ask = <Parse extends 'json' | 'arrayBuffer'>(parseAs: Parse, format: 'json' | 'csv') =>
    slug === undefined
      ? client.GET('/api/clicks', {
          params: { query: { ...query, format, ...defined({ tag, creator }) } },
          parseAs,
        })
      : client.GET('/api/links/{slug}/clicks', {
          params: { path: addressOf(slug, flags).path, query: { ...query, format } },
          parseAs,
        });
  if (flags.csv) return await print(String(await answeredBytes(ask('arrayBuffer', 'csv'))));
  const clicks = (await answered<unknown>(ask('json', 'json'))) as Schemas['Clicks'];
  await print(flags.json ? json(clicks) : describeClicks(clicks, slug));
}

function describeClicks(
  { by, from, to, total, rows, tz }: Schemas['Clicks'],
  slug: string | undefined,
): string {
  const others = othersOf(total);
  const what = slug === undefined ? 'clicks of all links' : 'clicks';
  const head = `${total.clicks} ${what}, ${minute(from)} to ${minute(to)} (UTC), by ${by} in ${tz}`;
  const bars = barsOf(by, rows, 'clicks');
  return [
    `${head}\n`,
    ...(others ? [`not counted among them: ${others}\n`] : []),
    ...(bars.length > 0 ? ['\n', chart(bars, chartWidth())] : []),
  ].join('');
}
