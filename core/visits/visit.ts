import type { Dimension, Series } from '../clicks/series.ts';
import type { KnownIdentities } from '../crawlers/identities.ts';
import type { Category } from '../crawlers/verdict.ts';
import { looksLikeFile } from '../file-endings.ts';
import type { LogEntry } from '../logs/entry.ts';
import { answerOf, type PageAnswer } from './answer.ts';
import { identityOf, type Visitor, visitorOf } from './visitor.ts';

/** What a request of a page is counted as. */
export interface Visit {
  /** How much is added to which series. */
  counts: Partial<Record<Series, number>>;
  /** And to which value of what tells visits apart. */
  by: Partial<Record<Dimension, string>>;
  /** Of a visit, and of nobody else. */
  visitor?: Visitor;
  /** Of a visit: READ, or else the status and why no page was read; nothing where it was given the app. */
  page?: string;
}

export const READ = 'read';

/** By what it is for. */
const SERIES_OF: Partial<Record<Category, Series>> = {
  search: 'search',
  social: 'cards',
  preview: 'cards',
  'ai-search': 'aiSearch',
  'ai-assistant': 'aiAssistants',
  'ai-training': 'aiTraining',
};

/**
 * What a line of the site's log is counted as.
 *
 * @returns undefined for what is no request of a page, and for our own renderer
 */
export function visitOf(entry: LogEntry, identities: KnownIdentities): Visit | undefined {
  const { method, status, userAgent, client } = entry;
  if (!isOfPage(entry)) return undefined;
  const visitor = visitorOf(userAgent);
  if (visitor.kind === 'own') return undefined;
  if (method !== 'GET') return method === 'HEAD' ? counted('heads') : undefined;
  if (visitor.kind === 'person' || visitor.kind === 'doubtful') {
    const isShown = status === 200 || status === 206 || status === 304;
    return isShown ? counted(visitor.kind === 'person' ? 'people' : 'doubtful') : undefined;
  }
  const identity = identityOf(visitor.claimed, client, identities);
  if (identity === 'unproved') return { ...counted('unproved'), by: { claimed: visitor.name } };
  return visitBy(visitor, identity, entry);
}

const counted = (series: Series): Visit => ({ counts: { [series]: 1 }, by: {} });

function visitBy(visitor: Visitor, identity: string, entry: LogEntry): Visit {
  const { status } = entry;
  const { answer, outcome, cause } = answerOf(entry);
  const ms = outcome === 'rendered' ? waitedMs(entry) : undefined;
  return {
    counts: {
      visits: 1,
      [outcome]: 1,
      [seriesOf(visitor)]: 1,
      ...(ms !== undefined && { renderMs: ms }),
    },
    by: {
      name: visitor.name,
      kind: visitor.kind,
      purpose: visitor.purpose ?? '',
      status: String(status),
      answer,
      identity,
      ...(cause !== undefined && { cause }),
      ...(ms !== undefined && { time: timeOf(ms) }),
    },
    visitor,
    ...pageOf(status, { outcome, cause }),
  };
}

const pageOf = (
  status: number,
  { outcome, cause }: { outcome: PageAnswer['outcome']; cause: string | undefined },
) => {
  if (outcome === 'app') return {};
  return { page: outcome === 'failed' ? `${status} ${cause}` : READ };
};

const seriesOf = ({ kind, purpose }: Visitor): Series =>
  kind === 'tool' ? 'tools' : ((purpose && SERIES_OF[purpose]) ?? 'others');

/** The behaviours of infra/site-distribution.yml that are pages'; all others are files', or an API's. */
const PAGES = ['*', '/index.html', '/app/index.html'];

/** Not so: what is sent on to https, and what only a file can be. */
function isOfPage({ result, path, fields }: LogEntry): boolean {
  const behaviour = fields()['cache-behavior-path-pattern'] ?? '*';
  return result !== 'Redirect' && PAGES.includes(behaviour) && !looksLikeFile(path);
}

/** Until the edge could send the first byte: without the visitor's own line, and with all of what is behind the edge. */
function waitedMs({ fields, tookMs }: LogEntry): number {
  const seconds = Number(fields()['time-to-first-byte']);
  return seconds >= 0 ? Math.round(seconds * 1000) : tookMs;
}

/** How long a page took, in steps. */
const STEPS = [0.5, 1, 2, 4, 8, 16];

const timeOf = (ms: number): string => {
  const step = STEPS.find(seconds => ms <= seconds * 1000);
  return step === undefined ? 'longer' : `up to ${step} s`;
};
