import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAddress } from '../../../core/crawlers/addresses.ts';
import { IdentityStore } from '../../../core/crawlers/identity-store.ts';
import { OPERATORS } from '../../../core/crawlers/operators.ts';
import { HandClock } from '../../local/hand-clock.ts';

const MINUTE = 60_000;

/** How S3 answers next. */
let answer = (_response: ServerResponse): void => undefined;
let asked = 0;
const server = createServer((_request, response) => {
  asked++;
  answer(response);
});
let s3: S3Client;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(() => {
  s3.destroy();
  server.close();
});

const holds = (prefix: string) => (response: ServerResponse) => {
  const url = OPERATORS.find(({ id }) => id === 'google')?.lists[0] ?? '';
  response.end(
    JSON.stringify({ sources: { [url]: { fetchedAt: new HandClock().now(), prefixes: [prefix] } } }),
  );
};
const fails = (response: ServerResponse) => {
  response.statusCode = 503;
  response.end('<Error><Code>SlowDown</Code></Error>');
};
const isMissing = (response: ServerResponse) => {
  response.statusCode = 404;
  response.end('<Error><Code>NoSuchKey</Code></Error>');
};
const address = parseAddress('192.0.2.1');

/** Whether an address is Google's, as far as the store knows: undefined when it has no list. */
const isGoogle = async (store: IdentityStore) =>
  address && (await store.known()).isAddressOf('google', address);

test('what was read is remembered for five minutes', async () => {
  const clock = new HandClock();
  const store = new IdentityStore(s3, 'bucket', clock);
  asked = 0;
  answer = holds('192.0.2.0/24');
  expect(await Promise.all([isGoogle(store), isGoogle(store)])).toEqual([true, true]);
  await clock.advance(5 * MINUTE - 1);
  expect(await isGoogle(store)).toBe(true);
  expect(asked).toBe(1);

  answer = holds('198.51.100.0/24');
  await clock.advance(1);
  expect(await isGoogle(store)).toBe(false);
  expect(asked).toBe(2);
});

test('when it is missing, nobody is known', async () => {
  answer = isMissing;
  expect(await isGoogle(new IdentityStore(s3, 'bucket', new HandClock()))).toBeUndefined();
});

test('when S3 fails, what was read before counts on, and the next request tries again', async () => {
  const clock = new HandClock();
  const store = new IdentityStore(s3, 'bucket', clock);
  answer = fails;
  expect(await isGoogle(store)).toBeUndefined();
  answer = holds('192.0.2.0/24');
  expect(await isGoogle(store)).toBe(true);
  await clock.advance(5 * MINUTE);
  answer = fails;
  expect(await isGoogle(store)).toBe(true);
  answer = isMissing;
  expect(await isGoogle(store)).toBeUndefined();
});
