import { expect, test } from '@jest/globals';
import type { CdpSession } from '../../../core/browser/cdp.ts';
import type { ProtocolEvents } from '../../../core/browser/protocol.ts';
import { SharedWorkers } from '../../../core/browser/shared-workers.ts';

/** Shared workers of a browser that does as it is told, and what was sent to whom. */
async function watched() {
  const sent: string[] = [];
  const listeners = new Map<string, (event: never) => void>();
  const session = (id: string): CdpSession => ({
    send: async (method, { filter }: { filter?: { type: string }[] }) => {
      sent.push(`${id} ${method}${filter ? ` ${filter.map(({ type }) => type)}` : ''}`);
      return undefined as never;
    },
    on: (event, listener) => void listeners.set(event, listener),
    release: () => undefined,
  });
  const workers = new SharedWorkers(session('browser'), session);
  await workers.watch(1_000);
  const says = <E extends keyof ProtocolEvents>(event: E, about: ProtocolEvents[E]) =>
    listeners.get(event)?.(about as never);
  const heard: string[] = [];
  const hear = (context: string) =>
    workers.tell(context, {
      attached: ({ sessionId }) => heard.push(`${context} has ${sessionId}`),
      detached: ({ sessionId }) => heard.push(`${context} has lost ${sessionId}`),
    });
  return {
    sent,
    heard,
    hear,
    hearNot: (context: string) => workers.tell(context, undefined),
    attaches: (sessionId: string, browserContextId: string) =>
      says('Target.attachedToTarget', { sessionId, targetInfo: { targetId: 'T', browserContextId } }),
    detaches: (sessionId: string) => says('Target.detachedFromTarget', { sessionId }),
  };
}

test('a browser tells of its shared workers, and of nothing else', async () => {
  const { sent } = await watched();
  expect(sent).toEqual(['browser Target.setAutoAttach shared_worker']);
});

test('each is told to the tab of its own context, and so is its end', async () => {
  const { heard, hear, attaches, detaches, sent } = await watched();
  hear('A');
  hear('B');
  attaches('1', 'A');
  attaches('2', 'B');
  detaches('1');
  detaches('2');
  expect(heard).toEqual(['A has 1', 'B has 2', 'A has lost 1', 'B has lost 2']);
  expect(sent).toHaveLength(1); // who hears of it lets it go
});

test.each([
  ['has no ears yet', (_: Awaited<ReturnType<typeof watched>>) => undefined],
  [
    'has none any more',
    ({ hear, hearNot }: Awaited<ReturnType<typeof watched>>) => {
      hear('A');
      hearNot('A');
    },
  ],
])('one whose tab %s goes on by itself', async (_, before) => {
  const all = await watched();
  before(all);
  all.attaches('1', 'A');
  expect(all.sent).toContain('1 Runtime.runIfWaitingForDebugger');
  all.detaches('1');
  expect(all.heard).toEqual([]);
});

test('the end of one that nobody knows is nobody’s', async () => {
  const { heard, hear, detaches } = await watched();
  hear('A');
  detaches('9');
  expect(heard).toEqual([]);
});
