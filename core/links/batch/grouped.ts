/**
 * Sends what many ask for in as few requests as take it: whoever adds items waits until each of them is sent. A request that is
 * not full waits until none is under way, so that there is always somebody who sends the last ones.
 *
 * @param send resolves once all of its items are done; when it rejects, all who have an item in it hear of that
 * @param size how many items a request takes
 * @param atOnce how many requests may be under way
 */
export function grouped<Item>(
  send: (items: Item[]) => Promise<void>,
  { size, atOnce }: { size: number; atOnce: number },
): (items: readonly Item[]) => Promise<void> {
  const waiting: { item: Item; of: Waiter }[] = [];
  let underWay = 0;
  let isCalled = false;

  function call(): void {
    if (isCalled) return;
    isCalled = true;
    // All who ask in this turn of the event loop are in the same request.
    setImmediate(() => {
      isCalled = false;
      while (underWay < atOnce && (waiting.length >= size || (waiting.length > 0 && underWay === 0)))
        void sendSome(waiting.splice(0, size));
    });
  }

  async function sendSome(some: typeof waiting): Promise<void> {
    underWay++;
    try {
      await send(some.map(({ item }) => item));
      for (const { of } of some) of.done();
    } catch (error) {
      for (const { of } of some) of.failed(error);
    }
    underWay--;
    call();
  }

  return items =>
    new Promise((resolve, reject) => {
      let missing = items.length;
      if (missing === 0) return resolve();
      const of: Waiter = {
        done: () => {
          missing--;
          if (missing === 0) resolve();
        },
        failed: reject,
      };
      for (const item of items) waiting.push({ item, of });
      call();
    });
}

interface Waiter {
  done(): void;
  failed(error: unknown): void;
}
