import type { LogEntry } from '../logs/entry.ts';
import type { Cause } from '../misses/miss.ts';
import { answeredBy } from '../snapshots/answered.ts';

/** What a visitor got. */
export interface PageAnswer {
  /**
   * `edge`: the edge had the page. `stored`: the bucket had it. `rendered`: it was made meanwhile. `unchanged`: the visitor has it
   * still. `retry`, `card`, `shell`: what there was instead (core/misses). `app`: the app, as for people. `none`: none of these.
   */
  answer: 'edge' | 'stored' | 'rendered' | 'unchanged' | 'retry' | 'card' | 'shell' | 'app' | 'none';
  /** The series that it is counted in. */
  outcome: 'hits' | 'rendered' | 'failed' | 'app';
  /**
   * Why no page came of it. What core/misses says, or by the status: `missing` is a page that is not there, `refused` and `error`
   * are other failures, and `left`, that the visitor did not wait.
   */
  cause?: string;
}

/** What an answer was, by its line in the log of the site. How old the edge's copy was a log does not say. */
export function answerOf({
  status,
  contentType,
  result,
}: Pick<LogEntry, 'status' | 'contentType' | 'result'>): PageAnswer {
  if (status === 304) return { answer: 'unchanged', outcome: 'hits' };
  const answered = answeredBy(contentType);
  const [how, cause] = (answered?.split('-') ?? []) as [PageAnswer['answer']?, string?];
  if (how && cause) return { answer: how, outcome: 'failed', cause };
  if (status === 0 || status >= 400)
    return { answer: how ?? 'none', outcome: 'failed', cause: causeOf(status) };
  if (!how) return { answer: 'app', outcome: 'app' };
  if (result === 'Hit' || result === 'RefreshHit') return { answer: 'edge', outcome: 'hits' };
  return { answer: how, outcome: how === 'rendered' ? 'rendered' : 'hits' };
}

/** What the status alone says of why no page came of it. */
export const STATUS_CAUSES = ['missing', 'refused', 'error', 'left'] as const;
export type StatusCause = (typeof STATUS_CAUSES)[number];
/** All causes that a visit may have. */
export type VisitCause = Cause | StatusCause;

function causeOf(status: number): StatusCause {
  if (status === 0) return 'left';
  if (status === 404 || status === 410) return 'missing';
  return status >= 500 ? 'error' : 'refused';
}
