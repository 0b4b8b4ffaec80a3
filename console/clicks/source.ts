import type { Schemas, SignpostClient } from '../../client/client.ts';
import { answerOf } from '../ask.ts';
import { timeZone } from '../format.ts';
import type { Row, Span, Unit } from './periods.ts';

/** Whose clicks are shown: a link's, or all of a domain or a tag. */
export type Source =
  | { of: 'link'; slug: string; domain?: string | undefined }
  | { of: 'all'; domain?: string | undefined; tag?: string | undefined };

/** What tells clicks apart. */
export type Dimension = Exclude<Schemas['Clicks']['by'], Unit>;

export interface ValueRow {
  value: string;
  count: number;
}

/** What is asked for: by a unit of time or by what tells clicks apart. */
export interface Question extends Span {
  by: Schemas['Clicks']['by'];
  tz?: string;
}

/**
 * What was counted.
 *
 * @throws Refused, Unreachable
 */
export async function clicksOf(
  client: SignpostClient,
  source: Source,
  question: Question,
  signal?: AbortSignal,
): Promise<Schemas['Clicks']> {
  return await answerOf(call(client, source, { tz: timeZone, ...question }, { ...(signal && { signal }) }));
}

/**
 * The same as CSV.
 *
 * @throws Refused, Unreachable
 */
export async function csvOf(client: SignpostClient, source: Source, question: Question): Promise<string> {
  const how = { parseAs: 'text' as const };
  const answer = call(client, source, { tz: timeZone, ...question, format: 'csv' }, how);
  return (await answerOf(answer)) as unknown as string;
}

type Query = Question & { tz: string; format?: 'csv' };

function call(
  client: SignpostClient,
  source: Source,
  query: Query,
  how: { signal?: AbortSignal; parseAs?: 'text' },
) {
  const on = source.domain === undefined ? {} : { domain: source.domain };
  if (source.of === 'link') {
    const params = { path: { slug: source.slug }, query: { ...query, ...on } };
    return client.GET('/api/links/{slug}/clicks', { params, ...how }) as ReturnType<typeof askAll>;
  }
  const only = source.tag === undefined ? on : { tag: source.tag };
  return askAll(client, { ...query, ...only }, how);
}

const askAll = (
  client: SignpostClient,
  query: Query & { domain?: string; tag?: string },
  how: { signal?: AbortSignal },
) => client.GET('/api/clicks', { params: { query }, ...how });

/** The rows of an answer over time. */
export const timesIn = ({ rows }: Schemas['Clicks']): Row[] =>
  rows.flatMap(row => ('time' in row ? [row] : []));

/** The rows of an answer by value. */
export const valuesIn = ({ rows }: Schemas['Clicks']): ValueRow[] =>
  rows.flatMap(row => ('value' in row ? [row] : []));
