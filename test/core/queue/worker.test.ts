import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import { type Deliveries, SqsDeliveries } from '../../../core/queue/deliveries.ts';
import { type RenderJob, RenderQueue } from '../../../core/queue/jobs.ts';
import { RenderWorker } from '../../../core/queue/worker.ts';
import { close, listen } from '../../../local/http.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { until } from '../../until.ts';

const PAGES = 2;

let clock: HandClock;
let sqs: Sqs;
let client: SQSClient;
let queue: RenderQueue;
let deliveries: Deliveries;
let end: () => Promise<void>;
/** Requests that the queue has not answered yet. */
let open: number;

/** The jobs that are being rendered, and how to end each. */
let renders: Map<string, { succeed(): void; fail(): void }>;
let logs: { message: string; [detail: string]: unknown }[];
/** For how long jobs were hidden when they were given back. */
let hidden: number[];
let worker: RenderWorker;
let ended: Promise<void>;

/** A worker whose renders end when the test says so, on a real queue; time moves by hand. */
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-worker-'));
  clock = new HandClock();
  open = 0;
  const { server, port } = await listen(async request => {
    open++;
    return await Promise.resolve(sqs.handle(request)).finally(() => open--);
  }, 0);
  const endpoint = `http://127.0.0.1:${port}`;
  sqs = new Sqs({ path: folder, clock, random: systemRandom, baseUrl: endpoint });
  const dead = sqs.createQueue({ name: 'dead' });
  const redrive = { targetArn: dead.arn, maxReceiveCount: 3 };
  const { url } = sqs.createQueue({ name: 'renders', visibilityTimeout: 180, redrive });
  ({ sqs: client } = operatorClients(endpoint));
  queue = new RenderQueue(client, url);
  deliveries = new SqsDeliveries(client, url);
  renders = new Map();
  logs = [];
  hidden = [];
  end = async () => {
    worker.stop();
    for (const { succeed } of renders.values()) succeed();
    await ended;
    client.destroy();
    sqs.close();
    await close(server);
    rmSync(folder, { recursive: true });
  };
});
afterEach(() => end());

function start(given: Partial<Deliveries> = {}): void {
  const all: Deliveries = {
    receive: given.receive ?? ((max, signal) => deliveries.receive(max, signal)),
    remove: delivery => deliveries.remove(delivery),
    giveBack: async (delivery, seconds) => {
      await deliveries.giveBack(delivery, seconds);
      hidden.push(seconds);
    },
  };
  worker = new RenderWorker({ deliveries: all, render, pages: PAGES, clock, log: entry => logs.push(entry) });
  ended = worker.run();
}

const render = ({ url }: RenderJob) =>
  new Promise<void>((resolve, reject) => {
    const finish = (how: () => void) => () => {
      renders.delete(url);
      how();
    };
    renders.set(url, { succeed: finish(resolve), fail: finish(() => reject(new Error(`no ${url}`))) });
  });

async function add(...urls: string[]): Promise<void> {
  for (const url of urls) await queue.add({ url, queuedAt: 1, reason: 'due' });
}

/** The queue answers over HTTP, in real time. */
const running = (...urls: string[]) => until(() => [...renders.keys()].join() === urls.join());
const counts = () => sqs.counts('renders');

describe('a worker', () => {
  test('works on so many pages at once, and leaves the rest in the queue for others', async () => {
    await add('a', 'b', 'c', 'd', 'e');
    start();
    await running('a', 'b');
    expect(counts()).toEqual({ visible: 3, inFlight: 2, delayed: 0 });
    renders.get('a')?.succeed();
    await running('b', 'c');
    expect(counts()).toEqual({ visible: 2, inFlight: 2, delayed: 0 });
  });

  test('removes a job when its page is kept, not when it is taken', async () => {
    await add('a');
    start();
    await running('a');
    expect(counts()).toMatchObject({ inFlight: 1 });
    renders.get('a')?.succeed();
    await until(() => counts().inFlight === 0);
    expect(counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('tries a page that failed again after 15 s and after 30 s; then the queue puts its job aside', async () => {
    await add('a');
    start();
    for (const seconds of [15, 30, 60]) {
      await running('a');
      renders.get('a')?.fail();
      await until(() => hidden.at(-1) === seconds);
      await clock.advance(seconds * 1000 - 1);
      expect(counts()).toMatchObject({ visible: 0 });
      await clock.advance(501); // the local queue looks twice a second
    }
    await until(() => sqs.counts('dead').visible === 1);
    expect(logs.map(({ message, attempt, error }) => [message, attempt, error])).toEqual(
      [1, 2, 3].map(attempt => ['a queued page failed', attempt, 'Error: no a']),
    );
  });

  test('takes what is no job for one that fails, and goes on', async () => {
    sqs.send('renders', 'no JSON');
    await add('a');
    start();
    await running('a');
    expect(logs).toMatchObject([{ message: 'a queued page failed', job: 'no JSON' }]);
  });

  test('asks a queue that cannot be reached again after 1 s, 2 s, 4 s', async () => {
    const asked: number[] = [];
    await add('a');
    start({
      receive: (max, signal) => {
        asked.push(clock.now());
        return asked.length <= 3 ? Promise.reject(new Error('refused')) : deliveries.receive(max, signal);
      },
    });
    await clock.advance(10_000);
    await running('a');
    expect(asked.slice(1, 4).map((time, i) => time - (asked[i] ?? 0))).toEqual([1_000, 2_000, 4_000]);
  });
});

describe('a worker that is stopped', () => {
  test('takes nothing more, and ends when its renders have', async () => {
    await add('a', 'b', 'c');
    start();
    await running('a', 'b');
    worker.stop();
    renders.get('a')?.succeed();
    await until(() => counts().inFlight === 1);
    expect(counts()).toMatchObject({ visible: 1 });
    renders.get('b')?.succeed();
    await ended;
    expect(counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  test('ends at once when it only waits for jobs', async () => {
    start();
    await until(() => open === 1);
    worker.stop();
    await ended;
    await until(() => open === 0); // before that the poll takes what comes
    await add('a');
    expect(counts()).toMatchObject({ visible: 1 });
  });

  test('ends at once when it waits for a queue that cannot be reached', async () => {
    start({ receive: () => Promise.reject(new Error('refused')) });
    await until(() => logs.length === 1);
    worker.stop();
    await ended;
  });

  test('gives back what comes in that moment', async () => {
    await add('a');
    start({
      receive: async (max, signal) => {
        const taken = await deliveries.receive(max, signal);
        worker.stop();
        return taken;
      },
    });
    await ended;
    expect(counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    expect(renders.size).toBe(0);
  });

  test('and abandoned gives its jobs back at once, and is not heard of again', async () => {
    await add('a', 'b');
    start();
    await running('a', 'b');
    await worker.abandon();
    expect(counts()).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
    for (const { fail } of renders.values()) fail();
    await ended;
    expect(counts()).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
    expect(logs).toEqual([]);
  });
});

describe('a worker is well', () => {
  test('as long as it goes round, with jobs or without', async () => {
    await add('a');
    start();
    for (let i = 0; i < 10; i++) {
      await clock.advance(20_000); // a long poll ends
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(worker.isWell()).toBe(true);
      for (const { succeed } of renders.values()) succeed();
    }
  });

  test.each([1, PAGES])('but not when %i of its renders never ended', async stuck => {
    await add(...['a', 'b'].slice(0, stuck));
    start();
    await until(() => renders.size === stuck);
    for (let i = 0; i < 4; i++) {
      await clock.advance(20_000);
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(worker.isWell()).toBe(true);
    }
    await clock.advance(10_000);
    expect(worker.isWell()).toBe(false);
  });

  test('nor when its poll never ends', async () => {
    start({ receive: () => new Promise(() => {}) });
    await clock.advance(90_000);
    expect(worker.isWell()).toBe(false);
    ended = Promise.resolve();
  });
});
