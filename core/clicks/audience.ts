import { isbot } from 'isbot';
import { classify } from '../crawlers/classify.ts';
import { showsCard } from '../crawlers/verdict.ts';
import { wayTakenBy } from '../links/way-taken.ts';
import type { LogEntry } from '../logs/entry.ts';
import { remembered } from './remembered.ts';
import type { Series } from './series.ts';

/** Who followed a link, and what he calls himself where he is no person. */
export interface Audience {
  series: Series;
  agent?: string;
}

type Client = Omit<Audience, 'agent'> & { agent: string };

/**
 * What a request that a link answered is counted as.
 *
 * @returns undefined for what followed nothing: an error, a page of ours that a person was shown
 */
export function audienceOf(
  entry: Pick<LogEntry, 'method' | 'status' | 'userAgent' | 'result'> & Partial<LogEntry>,
): Audience | undefined {
  const { method, status, userAgent, result, contentType = '' } = entry;
  if (isAskedAhead(status, result)) return { series: 'prefetches' };
  const { series, agent } = clientOf(userAgent);
  // Where a phone may go to an app or to its store, it is shown both ways: that is as far as we can lead anybody.
  const isLed = status === 200 && wayTakenBy(contentType) === 'apps';
  const isFollowed = isLed || (status >= 301 && status <= 308 && status !== 304);
  // A card is a page; who shows it is told apart from whoever is shown the form for a password.
  const isShown = status === 200 && series === 'previews';
  if (!isFollowed && !isShown) return undefined;
  if (method === 'HEAD') return { series: 'heads', agent };
  return series === 'clicks' ? { series } : { series, agent };
}

/** A browser that asks ahead of a click is refused at the edge (infra/links-distribution.yml), and asks again for the click. */
const isAskedAhead = (status: number, result: string) =>
  status === 503 && result === 'FunctionGeneratedResponse';

const clientOf = remembered((userAgent: string): Client => {
  const verdict = classify(userAgent);
  const { kind, name, reason } = verdict;
  const agent = name ?? reason;
  if (kind === 'person')
    return { series: isbot(userAgent) ? 'doubtful' : 'clicks', agent: tokenOf(userAgent) };
  if (showsCard(verdict)) return { series: 'previews', agent };
  return { series: kind === 'crawler' ? 'crawlers' : 'tools', agent };
});

/** Who calls himself a browser, and more, says the more at the end. */
const tokenOf = (userAgent: string) => /([^\s/;()]+)(?:\/[^\s/]*)?\)?$/.exec(userAgent)?.[1] ?? '';
