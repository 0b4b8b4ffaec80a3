/**
 * Holds calls back, so that no more than so many are under way; the others come in their turn.
 *
 * @returns what makes a call once there is room for it, and resolves or rejects as the call does
 */
export function atOnce(most: number): <Value>(call: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async call => {
    if (free > 0) free--;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
