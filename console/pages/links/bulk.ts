import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { atOnce } from '../../../core/at-once.ts';
import { answerOf } from '../../ask.ts';
import { withCallsLeft } from '../../calls.ts';
import { domainQuery } from './domain.ts';

type Link = Schemas['Link'];

export type BulkChange =
  | { kind: 'addTag' | 'removeTag'; tag: string }
  | { kind: 'expire' }
  | { kind: 'delete' };

type Domains = Schemas['Settings']['shortDomains'];

/** So many requests are on their way at a time: more would take a key's calls of a minute at once. */
const AT_ONCE = 5;

/** What a change means for one link; undefined where it has nothing to change. */
export function patchOf(
  link: Pick<Link, 'tags' | 'state'>,
  change: BulkChange,
  now: Date,
): Schemas['EditLink'] | 'delete' | undefined {
  if (change.kind === 'delete') return link.state === 'deleted' ? undefined : 'delete';
  if (change.kind === 'expire')
    return ['deleted', 'expired'].includes(link.state) ? undefined : { expiresAt: now.toISOString() };
  const { kind, tag: wanted } = change;
  const isTag = (tag: string) => tag.toLowerCase() === wanted.toLowerCase();
  const has = link.tags.some(isTag);
  if (kind === 'addTag') return has ? undefined : { tags: [...link.tags, wanted] };
  return has ? { tags: link.tags.filter(tag => !isTag(tag)) } : undefined;
}

/**
 * Changes links, each as it was when it was shown: one that somebody else has changed since is left as it is.
 *
 * @param domains those of the deployment: a request names one where there are several
 * @param onDone told how many of them are done
 * @returns how many were changed, and why others were not
 */
export async function changeAll(
  { client, domains }: { client: SignpostClient; domains: Domains },
  links: readonly Link[],
  change: BulkChange,
  onDone: (count: number) => void,
): Promise<{ changed: number; failures: string[] }> {
  let [changed, done] = [0, 0];
  const failures: string[] = [];
  const held = atOnce(AT_ONCE);
  const changeOne = async (link: Link) => {
    const patch = patchOf(link, change, new Date());
    try {
      if (patch !== undefined) {
        await send(client, domains, link, patch);
        changed++;
      }
    } catch (failure) {
      failures.push(`${link.slug}: ${failure instanceof Error ? failure.message : failure}`);
    }
    onDone(++done);
  };
  await Promise.all(links.map(link => held(() => changeOne(link))));
  return { changed, failures };
}

async function send(
  client: SignpostClient,
  domains: Domains,
  link: Link,
  patch: Schemas['EditLink'] | 'delete',
): Promise<void> {
  const params = {
    path: { slug: link.slug },
    query: domainQuery(domains, link.domain),
    header: { 'if-match': `"${link.version}"` },
  };
  const ask = (): Promise<unknown> =>
    patch === 'delete'
      ? answerOf(client.DELETE('/api/links/{slug}', { params }))
      : answerOf(client.PATCH('/api/links/{slug}', { params, body: patch }));
  await withCallsLeft(ask);
}
