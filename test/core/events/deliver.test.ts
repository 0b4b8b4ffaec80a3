import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { systemClock as clock } from '../../../core/clock.ts';
import { type DeliverContext, deliver, withKeys } from '../../../core/events/deliver.ts';
import { keyOf, signatureOf } from '../../../core/events/sign.ts';

// The specification's own example: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW_SECRET = `whsec_${Buffer.alloc(32, 'new').toString('base64')}`;

describe('a signature', () => {
  test('is the one of the specification’s example', () => {
    const headers = signatureOf(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      [keyOf(SECRET)],
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
    const headers = signatureOf('id', body, [keyOf(SECRET)], Date.now());
    expect(new Webhook(SECRET).verify(body, headers)).toEqual({ title: 'Frühling 🌱' });
  });

  test('while a secret is exchanged is one of each, and verified by who has either of them and nobody else', () => {
    const [webhook] = withKeys([{ url: 'https://example.com/hook' }], `${NEW_SECRET} ${SECRET}`);
    const headers = signatureOf('id', '{}', webhook?.keys ?? [], Date.now());
    for (const secret of [NEW_SECRET, SECRET]) expect(new Webhook(secret).verify('{}', headers)).toEqual({});
    const other = new Webhook(`whsec_${Buffer.alloc(32, 'other').toString('base64')}`);
    expect(() => other.verify('{}', headers)).toThrow('No matching signature found');
    expect(headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
  });

  test('is made with each webhook’s own secrets, one or two', () => {
    const webhooks = ['a', 'b', 'c'].map(name => ({ url: `https://example.com/${name}` }));
    const keys = withKeys(webhooks, `${SECRET},${NEW_SECRET} ${SECRET},${NEW_SECRET}`).map(each => each.keys);
    const [old, recent] = [keyOf(SECRET), keyOf(NEW_SECRET)];
    expect(keys).toEqual([[old], [recent, old], [recent]]);
  });

  test.each([
    ['', 'nothing'],
    ['whsec_', 'nothing'],
    ['whsec_c2hvcnQ=', 'few bytes'],
    ['whsec_!!!', 'no base64'],
    [`${SECRET} whsec_`, 'a second one that is none'],
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
      const after = status === 503 || status === 302 ? { 'retry-after': '120' } : {};
      response.writeHead(status, { location: '/elsewhere?status=200', ...after }).end('x'.repeat(100_000));
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
    [101, 'failed'],
    [300, 'failed'],
    [301, 'failed'],
    [302, 'failed'],
    [303, 'failed'],
    [304, 'failed'],
    [307, 'failed'],
    [308, 'failed'],
    [400, 'failed'],
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
  ])('that is answered by %s is %s', async (status, outcome) => {
    seen.length = 0;
    const own = `${url}?status=${status}`;
    const webhooks = withKeys([{ url: own }], SECRET);
    expect(await deliver({ ...delivery(), url: own }, { ...context, webhooks })).toEqual({ outcome, status });
    expect(seen.map(({ method }) => method)).toEqual(['POST']); // a redirect leads nowhere
  });

  test('that is to wait for a while says so', async () => {
    const own = `${url}?status=503`;
    const webhooks = withKeys([{ url: own }], SECRET);
    const tried = await deliver({ ...delivery(), url: own }, { ...context, webhooks });
    expect(tried).toEqual({ outcome: 'failed', status: 503, askedSeconds: 120 });
  });

  test('to what is no webhook any more is not made', async () => {
    seen.length = 0;
    const tried = await deliver({ ...delivery(), url: 'https://gone.example/' }, context);
    expect(tried).toMatchObject({ outcome: 'gone' });
    expect(seen).toEqual([]);
  });

  test('that is answered by another protocol, or by what is no HTTP, fails', async () => {
    for (const answer of [
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      'hello\r\n\r\n',
      '',
    ]) {
      const other = createNetServer(socket => socket.once('data', () => socket.end(answer)));
      await new Promise<void>(resolve => other.listen(0, 'localhost', resolve));
      const own = `http://localhost:${(other.address() as AddressInfo).port}/`;
      const webhooks = withKeys([{ url: own }], SECRET);
      const tried = await deliver({ ...delivery(), url: own }, { ...context, webhooks });
      expect(tried).toEqual({ outcome: 'failed', reason: expect.stringMatching(/./) });
      await new Promise(resolve => other.close(resolve));
    }
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
