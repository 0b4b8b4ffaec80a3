import type { Addition } from '../../../core/clicks/item.ts';
import { HOUR_MS, monthStart, periodOf, TIERS } from '../../../core/clicks/periods.ts';

/** What a log file adds to all items of a subject: so many clicks from Germany in hours such as `2026-11-30T05`. */
export function clickItems(subject: string, clicksIn: Record<string, number>, link?: string): Addition[] {
  const items = new Map<string, Addition>();
  for (const [hour, clicks] of Object.entries(clicksIn)) {
    const at = Date.parse(`${hour}:00:00Z`);
    for (const tier of TIERS) {
      const period = periodOf(tier, at);
      const item = items.get(period) ?? { subject, period, link, tally: { counts: {}, by: { country: {} } } };
      items.set(period, item);
      const sum = (item.tally.counts.clicks ?? 0) + clicks;
      item.tally = { counts: { clicks: sum }, by: { country: { DE: sum } } };
      if (tier === 'month') {
        const number = (at - monthStart(hour.slice(0, 7))) / HOUR_MS;
        item.hours = new Map([...(item.hours ?? []), [number, { clicks }]]);
      }
    }
  }
  return [...items.values()];
}
