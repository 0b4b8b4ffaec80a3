import { z } from '@hono/zod-openapi';
import { fromCursor, toCursor } from '../api/cursor.ts';
import { answerFor } from './answer.ts';
import type { LinkMaker } from './create.ts';
import { historyOf, type Version } from './history.ts';
import type { Link } from './link.ts';
import type { HistoryAnswer } from './routes.ts';

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
  const shown = versions.slice(0, limit);
  const answer = (version: Version | undefined) =>
    version && mayShow(version.link) ? answerFor(version.link, domains, host, clock.now()) : undefined;
  const rest = versions[limit] ?? next;
  return {
    versions: shown.map((version, index) => ({
      version: version.version,
      action: version.action,
      at: version.at,
      by: version.by,
      before: answer(versions[index + 1]),
      after: answer(version),
    })),
    ...(rest && { next: toCursor({ version: rest.version, change: rest.change }) }),
  };
}
