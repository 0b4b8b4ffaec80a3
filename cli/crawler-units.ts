/** What visits may be told apart by. */
export const BY = [
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
] as const;
