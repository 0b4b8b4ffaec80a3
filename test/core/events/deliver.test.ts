import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { systemClock as clock } from '../../../core/clock.ts';
import {
  type DeliverContext,
  deliver,
  MOST_TRIES,
  waitAfter,
  withKeys,
} from '../../../core/events/deliver.ts';
import { keyOf, signatureOf } from '../../../core/events/sign.ts';

// The specification's own example: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a signature', () => {
  test('is the one of the specification’s example', () => {
    const headers = signatureOf(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      keyOf(SECRET),
      1614265330_000,
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is one that others verify, whatever is sent', () => {
    const body = JSON.stringify({ title: 'Frühling 🌱' });
    const headers = signatureOf('id', body, keyOf(SECRET), Date.now());
    expect(new Webhook(SECRET).verify(body, headers)).toEqual({ title: 'Frühling 🌱' });
  });

  test.each([
    ['', 'nothing'],
    ['whsec_', 'nothing'],
    ['whsec_c2hvcnQ=', 'few bytes'],
    ['whsec_!!!', 'no base64'],
  ])('is not made with %s (%s), which is not shown', secret => {
    const webhooks = [{ url: 'https://example.com/hook' }];
    expect(() => withKeys(webhooks, secret)).toThrow(
      'The secret of the webhook https://example.com/hook is none: it takes whsec_ and 24 to 64 bytes in base64.',
    );
  });
});

describe('a delivery', () => {
  const seen: IncomingMessage[] = [];
  let server: Server;
  let url: string;
  let context: DeliverContext;
  const delivery = () => ({ url, id: 'id', body: '{}' });

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request);
      const status = Number(new URL(request.url ?? '', url).searchParams.get('status'));
      response.writeHead(status, { location: '/elsewhere?status=200' }).end('x'.repeat(100_000));
    });
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    url = `http://localhost:${port}/hook`;
    context = { webhooks: withKeys([{ url }], SECRET), clock, isLocal: true };
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  test.each([
    [200, 'taken'],
    [204, 'taken'],
    [302, 'failed'],
    [400, 'failed'],
    [410, 'gone'],
    [500, 'failed'],
  ])('that is answered by %s is %s', async (status, outcome) => {
    seen.length = 0;
    const own = `${url}?status=${status}`;
    const webhooks = withKeys([{ url: own }], SECRET);
    expect(await deliver({ ...delivery(), url: own }, { ...context, webhooks })).toEqual({ outcome, status });
    expect(seen.map(({ method }) => method)).toEqual(['POST']); // a redirect leads nowhere
  });

  test('to what is no webhook any more is not made', async () => {
    seen.length = 0;
    const tried = await deliver({ ...delivery(), url: 'https://gone.example/' }, context);
    expect(tried).toMatchObject({ outcome: 'gone' });
    expect(seen).toEqual([]);
  });

  test('to nobody fails, and says why', async () => {
    const own = 'http://localhost:1/';
    const webhooks = withKeys([{ url: own }], SECRET);
    const tried = await deliver({ ...delivery(), url: own }, { ...context, webhooks });
    expect(tried).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  });

  test.each([
    ['this machine, where it is no laptop', 'http://localhost:8080/', 'only https is asked'],
    ['this machine by a name', 'https://localhost:8080/', 'its address is not of the public internet'],
    ['the metadata of a machine', 'https://169.254.169.254/', 'its address is not of the public internet'],
    ['this machine by IPv6', 'https://[::1]/', 'its address is not of the public internet'],
  ])('to %s is not made', async (_, own, reason) => {
    const webhooks = withKeys([{ url: own }], SECRET);
    const tried = await deliver({ ...delivery(), url: own }, { webhooks, clock, isLocal: false });
    expect(tried).toEqual({ outcome: 'failed', reason });
  });
});

test('the waits between twelve tries grow, and come to a day and a half', () => {
  const waits = Array.from({ length: 11 }, (_, i) => waitAfter(i + 1));
  expect(waits.slice(0, 6)).toEqual([10, 40, 160, 640, 2560, 10_240]);
  expect(waitAfter(MOST_TRIES)).toBe(0);
  expect(Math.max(...waits)).toBe(21_600); // SQS hides a message for 12 hours at most
  expect(waits.reduce((sum, each) => sum + each) / 3600).toBeCloseTo(33.8, 1);
});
