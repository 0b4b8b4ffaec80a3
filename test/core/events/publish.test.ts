import { expect, jest, test } from '@jest/globals';
import type { LinkEvent, Write } from '../../../core/events/event.ts';
import { publish, type Sink } from '../../../core/events/publish.ts';
import { Domains } from '../../../core/links/domains.ts';
import type { Item } from '../../../core/links/item.ts';

const context = { domains: new Domains('[{"name":""}]'), host: 'go.example.com' };

const item = (id: string, version: number): Item => {
  const at = '2026-11-30T11:00:00.000Z';
  const url = 'https://example.com/';
  return { slug: id, id, url, version, change: `${id}-${version}`, changedAt: at, createdAt: at };
};
const write = (id: string, version: number): Write => ({
  before: version === 1 ? undefined : item(id, version - 1),
  after: item(id, version),
});

/** Keeps what it takes, and refuses some. */
function sinkThat(refuses: (event: LinkEvent) => boolean, taken: string[] = []): Sink & { taken: string[] } {
  return {
    taken,
    messagesOf: event => [{ of: event, line: event.linkId, text: JSON.stringify(event) }],
    send: async batch => {
      taken.push(...batch.filter(({ of }) => !refuses(of)).map(({ of }) => of.id));
      return batch.filter(({ of }) => refuses(of));
    },
  };
}

test('each sink is told all, in order', async () => {
  const [bus, queue] = [sinkThat(() => false), sinkThat(() => false)];
  const writes = [write('a', 1), write('b', 1), write('a', 2)];
  expect(await publish(writes, [bus, queue], context)).toEqual({ events: 3, failedFrom: undefined });
  expect([bus.taken, queue.taken]).toEqual(Array(2).fill(['a-1', 'b-1', 'a-2']));
});

test('what the first sink refused comes again from there on, and the next one is told once', async () => {
  let isDown = true;
  const bus = sinkThat(() => false);
  const queue = sinkThat(({ id }) => isDown && id === 'b-1');
  const writes = [write('a', 1), write('b', 1), write('a', 2), write('b', 2)];
  const { failedFrom } = await publish(writes, [queue, bus], context);
  expect(failedFrom).toBe(1);
  isDown = false;
  expect(await publish(writes.slice(failedFrom), [queue, bus], context)).toMatchObject({
    failedFrom: undefined,
  });
  expect(queue.taken).toEqual(['a-1', 'a-2', 'b-1', 'a-2', 'b-2']);
  expect(bus.taken).toEqual(['a-1', 'b-1', 'a-2', 'b-2']);
});

test('a write that is no link stops nobody', async () => {
  const error = jest.spyOn(console, 'error').mockReturnValue();
  const bus = sinkThat(() => false);
  const junk = {
    before: undefined,
    after: { slug: 'junk', url: 'x', change: 'x', rules: 'none' } as unknown as Item,
  };
  expect(await publish([junk, write('a', 1)], [bus], context)).toMatchObject({ failedFrom: undefined });
  expect(bus.taken).toEqual(['a-1']);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('a write cannot be told'));
});
