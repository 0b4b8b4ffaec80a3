import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { type DoctorContext, examine, type Row } from '../../cli/doctor/check.ts';
import { tls } from '../../cli/doctor/tls.ts';
import { systemRandom } from '../../core/ids.ts';
import { selfSigned } from '../core/browser/certificate.ts';
import { HandClock } from '../local/hand-clock.ts';

const { cert, key } = selfSigned('localhost');
const NOW = Date.UTC(2026, 10, 30);
const END = Date.UTC(2049, 11, 31, 23, 59, 59);
const DAY_MS = 24 * 60 * 60 * 1000;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const each of closers.splice(0)) each();
});

/** What the doctor says of a server that shakes hands so, at a time. */
async function seen(
  options: TlsOptions,
  now = NOW,
  more: Partial<DoctorContext> = {},
): Promise<Row | undefined> {
  const server = createServer({ cert, key, ...options }).listen(0, 'localhost');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  closers.push(() => server.close());
  const address = `https://localhost:${(server.address() as AddressInfo).port}`;
  const context: DoctorContext = {
    api: address,
    site: address,
    ca: cert,
    fetch,
    clock: new HandClock(now),
    random: systemRandom,
    nodeVersion: '22.1.0',
    ports: [],
    chromium: async () => 'starts',
    ...more,
  };
  for await (const row of examine([tls], context)) return row;
  return undefined;
}

const OLD: TlsOptions = { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

test.each<[what: string, options: TlsOptions, now: number, state: Row['state'], text: RegExp]>([
  [
    'TLS 1.3',
    {},
    NOW,
    'ok',
    /^localhost: TLSv1.3, for 8432 days yet; localhost: TLSv1.3, for 8432 days yet$/,
  ],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }, NOW, 'ok', /: TLSv1.2, /],
  ['TLS 1.1 beside newer ones', OLD, NOW, 'fail', /: TLSv1.3, .*, and TLS 1.1 is taken/],
  ['a certificate with 30 days', {}, END - 30 * DAY_MS, 'ok', /for 30 days yet/],
  ['one with 29', {}, END - 29 * DAY_MS - 1, 'fail', /for 29 days yet/],
])('%s', async (_, options, now, state, text) => {
  const row = await seen(options, now);
  expect([row?.state, row?.text]).toEqual([state, expect.stringMatching(text)]);
});

test('a certificate that nobody has signed who is trusted fails', async () => {
  const row = await seen({}, NOW, { ca: undefined });
  expect([row?.state, row?.text]).toEqual(['fail', expect.stringMatching(/self-signed certificate/)]);
});
