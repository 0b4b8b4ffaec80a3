import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../../core/clock.ts';
import type { Table } from '../../../../core/dynamodb.ts';

/** When a process dies: with one of its calls, before its effect, or after it and before anybody hears of it. */
export interface Death {
  call: number;
  effect: 'none' | 'done';
}

/** Says which of those that wait is next, by whose call each is. */
export type Choose = (owners: readonly number[]) => number;

/** Lets one call of all processes through at a time, whichever `choose` says. */
export class Turns {
  readonly #waiting: { owner: number; act: () => Promise<void> }[] = [];
  #owners = 0;
  /** The link whose counts the last call has put, as a subject. */
  changed: string | undefined;

  /** A number for a process. */
  newOwner(): number {
    return this.#owners++;
  }

  /** What a process does when it is its turn. */
  take<T>(act: () => Promise<T>, owner = this.newOwner()): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ owner, act: () => act().then(resolve, reject) });
    });
  }

  /** @param between what is done whenever the counts of a link (its subject) have changed, while all stand still */
  async run(
    processes: Promise<unknown>[],
    choose: Choose,
    between: (subject: string) => Promise<void> = async () => undefined,
  ): Promise<void> {
    let isOver = false;
    const all = Promise.all(processes).finally(() => {
      isOver = true;
    });
    all.catch(() => undefined);
    while (!isOver) {
      await setImmediate();
      if (this.#waiting.length === 0) continue;
      const [next] = this.#waiting.splice(choose(this.#waiting.map(({ owner }) => owner)), 1);
      await next?.act();
      if (this.changed) await between(this.changed);
      this.changed = undefined;
    }
    await all;
  }
}

/** Some process for a while, then another one, so that the others stand still for long. The same ones for the same seed. */
export function inBursts(seed: number): Choose {
  let state = seed >>> 0;
  // https://en.wikipedia.org/wiki/Linear_congruential_generator
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let burst = -1;
  return owners => {
    if (!owners.includes(burst) || random() < 0.05) {
      const all = [...new Set(owners)];
      burst = all[Math.floor(random() * all.length)] ?? -1;
    }
    const own = owners.flatMap((owner, at) => (owner === burst ? [at] : []));
    return own[Math.floor(random() * own.length)] ?? 0;
  };
}

/** The first process makes so many calls; then the others do all of theirs, and at last the first one goes on. */
export function stalled(first: number, calls: number): Choose {
  let made = 0;
  return owners => {
    const at = owners.indexOf(first);
    const other = owners.findIndex(owner => owner !== first);
    if (at < 0 || (made >= calls && other >= 0)) return other;
    made++;
    return at;
  };
}

/** The table as a process sees it that others are in between of, and that may die. */
export function process(turns: Turns, { client, name }: Table, death?: Death) {
  let made = 0;
  const owner = turns.newOwner();
  const send = (command: Parameters<typeof client.send>[0]) =>
    turns.take(async () => {
      const number = ++made;
      const isLast = number === death?.call;
      if (death && (number > death.call || (isLast && death.effect === 'none'))) throw new Error('died');
      const answer = await client.send(command);
      const { Item } = command.input as { Item?: { subject?: string } };
      if (Item?.subject?.startsWith('link#')) turns.changed = Item.subject;
      if (isLast) throw new Error('died');
      return answer;
    }, owner);
  return {
    table: { name, client: Object.assign(Object.create(client), { send }) } as Table,
    owner,
    calls: () => made,
  };
}

/** Time goes on with each look at it, and whoever sleeps waits for his turn. */
export function clockOf(turns: Turns, start: number): Clock {
  let now = start;
  return { now: () => ++now, sleep: () => turns.take(async () => undefined) };
}
