import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../../core/clock.ts';
import type { Table } from '../../../../core/dynamodb.ts';

/** When a process dies: with one of its calls, before its effect, or after it and before anybody hears of it. */
export interface Death {
  call: number;
  effect: 'none' | 'done';
}

/** Lets one call of all processes through at a time, whichever `choose` says. */
export class Turns {
  readonly #waiting: (() => Promise<void>)[] = [];

  /** What a process does when it is its turn. */
  take<T>(act: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => act().then(resolve, reject));
    });
  }

  /** @param choose one of so many that wait */
  async run(processes: Promise<unknown>[], choose: (count: number) => number): Promise<void> {
    let isOver = false;
    const all = Promise.all(processes).finally(() => {
      isOver = true;
    });
    all.catch(() => undefined);
    while (!isOver) {
      await setImmediate();
      const [next] = this.#waiting.splice(choose(this.#waiting.length), 1);
      await next?.();
    }
    await all;
  }
}

/** The table as a process sees it that others are in between of, and that may die. */
export function process(turns: Turns, { client, name }: Table, death?: Death) {
  let made = 0;
  const send = (command: Parameters<typeof client.send>[0]) =>
    turns.take(async () => {
      const number = ++made;
      const isLast = number === death?.call;
      if (death && (number > death.call || (isLast && death.effect === 'none'))) throw new Error('died');
      const answer = await client.send(command);
      if (isLast) throw new Error('died');
      return answer;
    });
  return {
    table: { name, client: Object.assign(Object.create(client), { send }) } as Table,
    calls: () => made,
  };
}

/** Time goes on with each look at it, and whoever sleeps waits for his turn. */
export function clockOf(turns: Turns, start: number): Clock {
  let now = start;
  return { now: () => ++now, sleep: () => turns.take(async () => undefined) };
}
