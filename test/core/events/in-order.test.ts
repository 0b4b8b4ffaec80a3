import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Message, sendInOrder } from '../../../core/events/in-order.ts';
import { ServiceFault } from '../../../core/problem.ts';

/** Takes messages, and refuses some. */
class Taker {
  readonly taken: Message<number>[] = [];
  readonly calls: number[][] = [];
  readonly #isRefused: (of: number) => boolean;

  constructor(isRefused: (of: number) => boolean = () => false) {
    this.#isRefused = isRefused;
  }

  readonly send = async (batch: Message<number>[]): Promise<Message<number>[]> => {
    this.calls.push(batch.map(({ of }) => of));
    this.taken.push(...batch.filter(({ of }) => !this.#isRefused(of)));
    return batch.filter(({ of }) => this.#isRefused(of));
  };
}

const messages = (...lines: string[]) => lines.map((line, of) => ({ of, line, text: line }));

test('ten go in a call, and never two of one line', async () => {
  const taker = new Taker();
  await sendInOrder(messages(...'abcdefghijkl', 'a', 'a'), taker.send);
  expect(taker.calls).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 11, 12], [13]]);
});

test('no call is larger than EventBridge takes', async () => {
  const taker = new Taker();
  const large = messages('a', 'b', 'c').map(each => ({ ...each, text: 'x'.repeat(100_000) }));
  await sendInOrder(large, taker.send);
  expect(taker.calls).toEqual([[0, 1], [2]]);
});

test('behind what was refused its line waits, and no other', async () => {
  const taker = new Taker(of => of === 0);
  const left = await sendInOrder(messages('a', 'b', 'a', 'b', 'a'), taker.send);
  expect([...left]).toEqual([0, 2, 4]);
  expect(taker.taken.map(({ of }) => of)).toEqual([1, 3]);
});

test('behind a call that failed nothing is tried, and all from there is left', async () => {
  const taker = new Taker();
  const send = async (batch: Message<number>[]) => {
    if (batch.some(({ of }) => of === 2)) throw new ServiceFault('SQS', new Error('away'));
    return await taker.send(batch);
  };
  const left = await sendInOrder(messages('a', 'b', 'a', 'a', 'c'), send);
  expect([taker.calls, [...left]]).toEqual([[[0, 1]], [2, 3, 4]]);
});

test('however much is refused, what was taken of a line is the beginning of it, in order, and the rest is left', async () => {
  const lines = fc.array(fc.constantFrom(...'abcd'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(59)), async (of, refused) => {
      const taker = new Taker(each => refused.includes(each));
      const all = messages(...of);
      const left = await sendInOrder(all, taker.send);
      for (const line of 'abcd') {
        const own = all.filter(each => each.line === line).map(each => each.of);
        const taken = taker.taken.filter(each => each.line === line).map(each => each.of);
        expect(taken).toEqual(own.slice(0, taken.length));
        expect(own.slice(taken.length).every(each => left.has(each))).toBe(true);
        expect(taken.some(each => left.has(each))).toBe(false);
      }
    }),
  );
});
