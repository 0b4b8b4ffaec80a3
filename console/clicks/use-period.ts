import { useQuery } from '../ui/query.ts';
import { type Period, periodIn, saidOf } from './periods.ts';

/** Since when something is shown; the address says it. */
export function usePeriod(): [Period, (period: Period) => void] {
  const [query, say] = useQuery();
  return [periodIn(query), period => say(saidOf(period))];
}
