import type { Schemas, SignpostClient } from '../client/client.ts';
import { ApiRefusal, answered } from './api.ts';
import { RefusedError } from './faults.ts';
import { describeLink } from './link-text.ts';
import { json, minute, print } from './output/output.ts';
import { slugOf } from './slugs.ts';

type Link = Schemas['Link'];

interface Address {
  path: { slug: string };
  query: { domain?: string };
}

/** Path and query by which the API knows a link. */
export const addressOf = (slug: string, { domain }: { domain?: string | undefined }): Address => ({
  path: { slug: slugOf(slug) },
  query: domain === undefined ? {} : { domain },
});

/** The header by which a change holds for the version alone that somebody has seen. */
export const ifVersion = (version: number | undefined) =>
  version === undefined ? {} : { header: { 'if-match': `"${version}"` } };

/** The query of a request that writes, which may be a dry run. */
export const tryIf = (dryRun: true | undefined) => (dryRun ? { dryRun: 'true' as const } : {});

export const NOTHING_WRITTEN = 'Nothing was written: leave out --dry-run to do it.\n';

/** Prints a link as it is now, or in a dry run would be. */
export const showLink = (link: Link, { json: isJson }: { json?: true | undefined }): Promise<void> =>
  print(isJson ? json(link) : `${describeLink(link)}${link.dryRun ? NOTHING_WRITTEN : ''}`);

/**
 * What a change of a link answers; where it was changed meanwhile, the error says by whom, and what to do.
 *
 * @throws RefusedError
 */
export async function changed<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
  client: SignpostClient,
  address: Address,
): Promise<Data> {
  return await answered(call).catch(async error => {
    if (!(error instanceof ApiRefusal) || error.status !== 412) throw error;
    const link = await answered(client.GET('/api/links/{slug}', { params: address }));
    const { slug } = address.path;
    throw new RefusedError(
      `${slug} has changed meanwhile: version ${link.version} is of ${minute(link.changedAt)}, by ${link.changedBy}. ` +
        `\`signpost links history ${slug}\` shows what; repeat the command with --if-version ${link.version} to change that one.`,
    );
  });
}
