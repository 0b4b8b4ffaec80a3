import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instancesFor, Room } from '../../../local/lambda/room.ts';

describe('a machine feeds as many instances as get the processor time that Lambda would give them', () => {
  test.each<[memoryMb: number, cores: number, instances: number]>([
    [2048, 1, 1],
    [2048, 2, 1], // a Chromium alone takes more than one core
    [2048, 4, 3],
    [2048, 8, 6],
    [2048, 64, 8],
    [512, 1, 3],
    [512, 2, 6],
    [128, 1, 8],
    [10_240, 1, 1],
  ])('%d MB on %d cores: %d', (memoryMb, cores, instances) => {
    expect(instancesFor(memoryMb, cores)).toBe(instances);
  });
});

const room = (places: number, stalledMs = 60_000) => {
  const lines: string[] = [];
  return { room: new Room({ places, stalledMs, log: line => lines.push(line) }), lines };
};

test('never more are in than there are places; all come in, in the order they came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 20 }),
      async (places, visitors) => {
        const { room: own } = room(places);
        const order: number[] = [];
        let most = 0;
        let inside = 0;
        await Promise.all(
          Array.from({ length: visitors }, async (_, visitor) => {
            await own.enter(false);
            order.push(visitor);
            most = Math.max(most, ++inside);
            await Promise.resolve();
            inside -= 1;
            own.leave();
          }),
        );
        expect(order).toEqual(Array.from({ length: visitors }, (_, visitor) => visitor));
        expect(most).toBe(Math.min(places, visitors));
        expect(own.size).toBe(0);
      },
    ),
  );
});

test('who waits for an answer goes before the jobs of a queue, whenever it came', async () => {
  const { room: own } = room(1);
  await own.enter(true);
  const order: string[] = [];
  const entering = (
    [
      ['job 1', true],
      ['job 2', true],
      ['crawler 1', false],
      ['job 3', true],
      ['crawler 2', false],
    ] as const
  ).map(async ([name, isOfQueue]) => {
    await own.enter(isOfQueue);
    order.push(name);
    own.leave();
  });
  own.leave();
  await Promise.all(entering);
  expect(order).toEqual(['crawler 1', 'crawler 2', 'job 1', 'job 2', 'job 3']);
});

test('what waits is told when it becomes more, and from the beginning when nobody has waited', async () => {
  const { room: own, lines } = room(2);
  await own.enter(false);
  await own.enter(false);
  const first = [own.enter(false), own.enter(true)];
  own.leave();
  await first[0];
  const again = own.enter(false); // no more than before
  own.leave();
  await again;
  own.leave();
  await first[1];
  void own.enter(false).catch(() => undefined);
  const feeds = '2 instances are what this machine can feed';
  expect(lines).toEqual([
    `1 request waits: ${feeds}`,
    `2 requests wait: ${feeds}`,
    `1 request waits: ${feeds}`,
  ]);
  own.close(new Error('closed'));
});

test('places that stand still are made more, so that what waits for each other ends; others coming do not put that off', async () => {
  const { room: own, lines } = room(1, 30);
  await own.enter(false); // and waits for what comes now
  const second = own.enter(false);
  for (let i = 0; i < 4; i++) {
    await sleep(10);
    void own.enter(true).catch(() => undefined);
  }
  await second;
  expect(lines).toContain('none of its instances has finished anything for a while: one more is started');
  own.close(new Error('closed'));
});

test('closed: who waits hears why', async () => {
  const { room: own } = room(1);
  await own.enter(false);
  const waiting = own.enter(false);
  own.close(new Error('it was closed'));
  await expect(waiting).rejects.toThrow('it was closed');
});
