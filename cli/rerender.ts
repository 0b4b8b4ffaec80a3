import type { Schemas } from '../client/client.ts';
import { answered, apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined } from './link-fields.ts';
import { json, minute, print } from './output/output.ts';
import { whenOf } from './times.ts';

interface RerenderFlags extends ConnectionOptions {
  prefix?: string | undefined;
  sitemap?: string | undefined;
  at?: string | undefined;
  repeat?: string | undefined;
  timeZone?: string | undefined;
  json?: true | undefined;
}

/**
 * `signpost snapshots rerender`: orders pages; a large number in as many parts as the API takes.
 *
 * @throws UsageError where it is not clear which pages; what the API refuses
 */
export async function rerenderCommand(urls: string[], flags: RerenderFlags): Promise<void> {
  const { prefix, sitemap } = flags;
  const named = [urls.length > 0, prefix !== undefined, sitemap !== undefined].filter(Boolean).length;
  if (named !== 1) throw new UsageError('say which pages, by one of: URLs, --prefix URL, --sitemap URL');
  const client = apiOf(flags);
  const which = { ...(urls.length > 0 && { urls }), ...defined({ prefix, sitemap, ...whenOf(flags) }) };
  let queued = 0;
  let skipped = 0;
  let cursor: string | undefined;
  do {
    const body = { ...which, ...(cursor !== undefined && { cursor }) } as Schemas['RerenderOrder'];
    const answer = await answered(client.POST('/api/snapshots/rerender', { body }));
    if ('id' in answer) return await print(flags.json ? json(answer) : `${laterOf(answer)}\n`);
    queued += answer.queued;
    skipped += answer.skipped ?? 0;
    cursor = answer.cursor;
    if (cursor === undefined)
      await print(
        flags.json
          ? json({ ...answer, queued, ...(skipped > 0 && { skipped }) })
          : `${queued} pages are in the queue${skipped > 0 ? `, ${skipped} are up to date` : ''}\n`,
      );
  } while (cursor !== undefined);
}

const laterOf = ({ id, at, repeat }: Schemas['LaterOrder']) =>
  `Ordered for ${minute(at)} (UTC)${repeat ? `, and then by ${repeat}` : ''}; \`signpost snapshots cancel ${id}\` calls it off.`;
