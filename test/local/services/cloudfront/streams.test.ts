import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import type { HttpResponse } from '../../../../local/http.ts';
import { closeWhenIdle } from '../../../../local/services/cloudfront/streams.ts';
import { HandClock } from '../../hand-clock.ts';
import { CACHE_60, cachePolicy, edge, lambda, settled } from './support.ts';

/** A body that the test writes, behind a behaviour of an API. */
function streaming(
  setup: { policy?: unknown; status?: number; behaviour?: Record<string, unknown>; takes?: number } = {},
) {
  const more = new PassThrough();
  const api = async (): Promise<HttpResponse> => {
    if (setup.takes) await parts.clock.sleep(setup.takes * 1000);
    return {
      status: setup.status ?? 200,
      headers: new Headers({ 'content-type': 'text/event-stream' }),
      body: Buffer.from('first'),
      more,
    };
  };
  const policy = setup.policy ?? cachePolicy({ ttls: [0, 0, 0] });
  const behaviour = { TargetOriginId: 'api', ...setup.behaviour };
  const parts = edge({ policy, behaviour, api });
  return { more, ...parts };
}

/** What has come of a body so far, and how it ended. */
function reading(response: HttpResponse) {
  const read = { text: String(response.body), ended: '' };
  response.more
    ?.on('data', chunk => (read.text += chunk))
    .on('end', () => (read.ended = 'end'))
    .on('error', error => (read.ended = error.message));
  return read;
}

describe('an answer that comes bit by bit', () => {
  test('passes as it comes where nothing is kept, and is logged when it has ended', async () => {
    const { ask, more, records, clock } = streaming({ takes: 2 });
    const answer = ask('/events');
    await clock.advance(2);
    const response = await answer;
    expect(response.headers.has('content-length')).toBe(false);
    const read = reading(response);
    more.write(' second');
    await settled();
    expect([read.text, records.length]).toEqual(['first second', 0]);
    await clock.advance(7);
    more.end(' third');
    await settled();
    expect(read).toEqual({ text: 'first second third', ended: 'end' });
    expect(records).toMatchObject([{ status: 200, cacheResult: 'Miss', contentLength: 18, ms: 9000 }]);
    expect(records).toMatchObject([{ firstByteMs: 2000, originMs: { first: 2000, last: 9000 } }]);
    expect(records[0]).not.toHaveProperty('reason');
  });

  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
  test('is broken off when nothing has come for the origin’s time, counted from what came last', async () => {
    const { ask, more, records, clock } = streaming();
    const read = reading(await ask('/events'));
    for (const _ of [1, 2, 3]) {
      await clock.advance(29);
      more.write('.');
    }
    await clock.advance(29);
    expect(read).toEqual({ text: 'first...', ended: '' });
    await clock.advance(1);
    expect(read.ended).toBe('sent nothing for 30 s');
    expect(more.destroyed).toBe(true);
    expect(records).toMatchObject([
      { status: 200, reason: 'api broke off its answer: sent nothing for 30 s' },
    ]);
  });

  test('is not waited for when it is the viewer who does not read', async () => {
    const { ask, more, clock } = streaming();
    const response = await ask('/events');
    while (more.write(Buffer.alloc(1000)) || !more.writableNeedDrain);
    await clock.advance(3600);
    expect(more.destroyed).toBe(false);
    response.more?.destroy();
    await settled();
    expect(more.destroyed).toBe(true);
  });

  test.each([
    ['may be kept', { policy: CACHE_60 }],
    ['is a failure', { status: 500 }],
    ['passes a function', { behaviour: { LambdaFunctionAssociations: [lambda('origin-response')] } }],
  ])('is waited for as a whole where it %s', async (_, setup) => {
    const { ask, more, clock, records } = streaming(setup);
    const asked = ask('/a');
    await clock.advance(20);
    more.write(' second');
    await clock.advance(20);
    more.end();
    const response = await asked.catch(error => error);
    expect([response.more, records.length]).toEqual([undefined, 1]);
    if (!('behaviour' in setup)) expect(String(response.body)).toBe('first second');
  });

  test('that must be whole and stops is a 504', async () => {
    const { ask, clock } = streaming({ policy: CACHE_60 });
    const asked = ask('/a');
    await clock.advance(30);
    expect((await asked).status).toBe(504);
  });
});

describe('a WebSocket that is silent', () => {
  async function pair(): Promise<{ ours: Socket; theirs: Socket; close(): void }> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ours = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [theirs] = (await once(server, 'connection')) as [Socket];
    ours.resume();
    const close = () => {
      for (const socket of [ours, theirs]) socket.destroy();
      server.close();
    };
    return { ours, theirs, close };
  }

  test('is closed after ten minutes without a byte from the API, whatever the viewer says', async () => {
    const { ours, theirs, close } = await pair();
    const clock = new HandClock();
    void closeWhenIdle(ours, clock);
    const minutes = async (count: number) => {
      for (let i = 0; i < 2 * count; i++) {
        ours.write('anybody there?');
        await clock.advance(30_000);
      }
    };
    await minutes(9);
    const heard = once(ours, 'data');
    theirs.write('yes');
    await heard;
    await minutes(9.5);
    expect(ours.destroyed).toBe(false);
    await minutes(1);
    expect(ours.destroyed).toBe(true);
    close();
  });
});
