/** The lengths of time that are summed up in an item each, the shortest first. All are in UTC; `all` is ever since. */
export const TIERS = ['hour', 'day', 'month', 'all'] as const;
export type Tier = (typeof TIERS)[number];

export const HOUR_MS = 3_600_000;

/** How much of an ISO 8601 time names the period. */
const LENGTHS: Record<Tier, number> = { hour: 13, day: 10, month: 7, all: 0 };

/** The period that a time is in, as the table's key has it: `hour#2026-11-30T05`, `day#2026-11-30`, `month#2026-11`, `all#`. */
export function periodOf(tier: Tier, at: number): string {
  return `${tier}#${new Date(at).toISOString().slice(0, LENGTHS[tier])}`;
}

/** When a month begins, in milliseconds. */
export const monthStart = (month: string): number => Date.parse(`${month}-01T00:00:00Z`);
