import type { Schemas } from './client.ts';

/** What clicks may be told apart by, over time or by value. */
export const CLICKS_BY = [
  'hour',
  'day',
  'week',
  'month',
  'country',
  'referrer',
  'device',
  'browser',
  'os',
  'campaign',
  'rule',
  'via',
  'agent',
] as const satisfies readonly Schemas['Clicks']['by'][];

/** What visits of crawlers may be told apart by. */
export const VISITS_BY = [
  'hour',
  'day',
  'week',
  'month',
  'name',
  'kind',
  'purpose',
  'status',
  'answer',
  'cause',
  'time',
  'identity',
  'claimed',
  'page',
] as const satisfies readonly Schemas['Visits']['by'][];
