import type { Category } from '../crawlers/verdict.ts';
import type { PageHead } from '../rendering/rendered.ts';
import { forgetCircle } from '../snapshots/circles.ts';
import type { SnapshotForm } from '../snapshots/page.ts';
import {
  NotReady,
  obtainSnapshot,
  queueOnce,
  type RenderContext,
  storedSnapshot,
} from '../snapshots/render.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { Limits } from './limits.ts';
import {
  type Cause,
  failingFor,
  type Instead,
  insteadOf,
  LEFT_ALONE_MS,
  leftAloneFor,
  mayHaveJob,
} from './miss.ts';

/** A client whose page the bucket does not have. */
export interface Client {
  category?: Category | undefined;
  /** Whether it is who it says it is. */
  isProved: boolean;
  /** Whether a page may be rendered for it at all. */
  mayRender: boolean;
  /** As `CloudFront-Viewer-Address` says it. */
  address: string;
}

export interface Asked {
  url: string;
  form: SnapshotForm;
  client: Client;
  /** Milliseconds the client may wait. */
  deadline: number;
}

export interface ServeContext extends RenderContext {
  limits: Pick<Limits, 'spend' | 'mayTry'>;
}

/** The page, or what there is instead of it, and why. */
export type Served =
  | { kind: 'page'; snapshot: Snapshot; answered: 'stored' | 'rendered' }
  | {
      kind: Instead;
      cause: Cause;
      reason?: string | undefined;
      head?: PageHead | undefined;
      /** Milliseconds until it is tried again, where that is known. */
      againIn?: number;
    };

/**
 * What a client gets whose page has no snapshot at the edge: what is stored all the same, else a render where it may have one,
 * else what insteadOf says, with a job for the page in the queue.
 *
 * The bucket is asked first, though the edge has asked it already: the page may lack its Markdown, another may have stored it
 * since, and should CloudFront fail over by the status that origin-response made, each stored 404 comes here. None of these
 * is worth a render, unless it is a redirect that leads back to itself.
 *
 * @throws OriginNotAllowed, ServiceFault
 */
export async function serve(asked: Asked, context: ServeContext): Promise<Served> {
  const { url, form, client } = asked;
  const until = context.clock.now() + asked.deadline;
  const stored = await storedSnapshot(url, form, context);
  if (stored && !(await forgetCircle(stored, context)))
    return { kind: 'page', snapshot: stored, answered: 'stored' };
  const refused = await refusalOf(asked, context);
  if (refused) {
    if (mayHaveJob(refused, client.isProved)) await leaveJob(url, context);
    return instead(refused, asked, context);
  }
  try {
    const snapshot = await obtainSnapshot(url, until - context.clock.now(), context);
    if (snapshot.status < 500) return { kind: 'page', snapshot, answered: 'rendered' };
    return instead('unfinished', asked, context, { reason: `${url} answered ${snapshot.status}` });
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    return instead('unfinished', asked, context, { reason: error.message, head: error.head });
  }
}

/** Why no render is made for a client; undefined when one is. In the order of what is cheap, and what is used up by asking. */
async function refusalOf({ url, client }: Asked, context: ServeContext): Promise<Cause | undefined> {
  const { limits, table, clock } = context;
  if (!client.mayRender) return 'unproved';
  const now = clock.now();
  // When the table does not answer, who has proved its name goes on. Who could be anybody could also be why it does not.
  const granted = limits.spend(now, client.isProved ? undefined : client.address);
  if (!(await granted.catch(() => client.isProved))) return 'limit';
  const page = await table.find(url);
  if (leftAloneFor(page, now) > 0) return page?.fault ? 'faulty' : 'failing';
  // Last, since who asks may have taken the one trial.
  return (await limits.mayTry(now).catch(() => true)) ? undefined : 'breaker';
}

async function instead(
  cause: Cause,
  { url, form, client }: Asked,
  { table, clock }: ServeContext,
  more: { reason?: string; head?: PageHead | undefined } = {},
): Promise<Served> {
  const { category, isProved } = client;
  const page = cause === 'unproved' ? undefined : await table.find(url);
  const now = clock.now();
  const kind = insteadOf({ cause, category, form, isProved, failingFor: failingFor(page, now) });
  if (cause !== 'faulty') return { kind, cause, ...more };
  return { kind, cause, reason: page?.error, againIn: leftAloneFor(page, now) };
}

/** One job for a page that is not tried now, however often it is asked for meanwhile. */
const leaveJob = (url: string, context: ServeContext) =>
  queueOnce(url, context.clock.now() - LEFT_ALONE_MS, context);
