import { z } from '@hono/zod-openapi';
import { fromCursor, toCursor } from '../api/cursor.ts';
import { answerFor } from './answer.ts';
import { auditPage } from './audit.ts';
import { patchAnswer } from './changes/answer.ts';
import type { LinkMaker } from './create.ts';
import type { HintTable } from './hints/table.ts';
import { historyOf, type Version } from './history.ts';
import type { Link } from './link.ts';
import { patched } from './pending.ts';
import type { HistoryAnswer, VersionAnswer } from './routes.ts';

const Place = z.object({ version: z.number().int(), change: z.string() });

/**
 * A page of a link's versions, the newest first: who, when, what it was before and after.
 *
 * @param mayShow whether the link as it was may be shown; who changed it when is told all the same
 */
export async function historyAnswer(
  link: Link,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { domains, clock, hints }: LinkMaker,
  host: string,
  mayShow: (link: Link) => boolean = () => true,
): Promise<HistoryAnswer> {
  const from = cursor === undefined ? link : fromCursor(cursor, Place);
  // One more than is shown: it says what the link was before the last one.
  const { versions, next } = await historyOf(hints, link.id, from, limit + 1);
  const rest = versions[limit] ?? next;
  return {
    versions: versions
      .slice(0, limit)
      .map((version, index) => answerOf(version, versions[index + 1], { domains, clock, host, mayShow })),
    ...(rest && { next: toCursor({ version: rest.version, change: rest.change }) }),
  };
}

/**
 * A page of all changes of all links, the last ones first. Of a link that may not be shown no change is told; so there may be
 * fewer than asked for, and more behind them.
 */
export async function changesAnswer(
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  maker: LinkMaker & { hints: HintTable },
  host: string,
  mayShow: (link: Link) => boolean = () => true,
): Promise<{ changes: VersionAnswer[]; next?: string }> {
  const after = cursor === undefined ? undefined : fromCursor(cursor, z.string());
  const { entries, next } = await auditPage(maker, { after, limit });
  return {
    changes: entries
      .filter(({ version }) => mayShow(version.link))
      .map(({ version, before }) => answerOf(version, before, { ...maker, host, mayShow })),
    ...(next !== undefined && { next: toCursor(next) }),
  };
}

function answerOf(
  version: Version,
  before: Version | undefined,
  { domains, clock, host, mayShow }: Shown,
): VersionAnswer {
  const { version: number, action, at, by, ordered } = version;
  const shown = (name: 'before' | 'after', link: Link | undefined) =>
    link && mayShow(link)
      ? { [name]: answerFor({ ...link, pending: undefined }, domains, host, clock.now()) }
      : {};
  return {
    version: number,
    action,
    at,
    by,
    ...(ordered && { ordered: { ...ordered, ...patchIn(version, mayShow) } }),
    ...shown('before', before?.link),
    ...shown('after', version.link),
  };
}

/** What was ordered, where the link would be one that may be shown. */
function patchIn({ action, link, ordered }: Version, mayShow: Shown['mayShow']) {
  const pending = link.pending?.find(({ id }) => id === ordered?.id);
  if (action !== 'order' || !pending || !mayShow(patched(link, pending.patch))) return {};
  return { patch: patchAnswer(pending.patch) };
}

interface Shown extends Pick<LinkMaker, 'domains' | 'clock'> {
  host: string;
  /** Whether whoever asks may see the link as it was then. */
  mayShow(link: Link): boolean;
}
