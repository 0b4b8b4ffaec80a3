import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readLog } from '../../../core/logs/read.ts';

test('lines of JSON become entries', async () => {
  const fields = {
    'timestamp(ms)': '1734528645492',
    'cs-uri-stem': '/spring%2520sale',
    'x-host-header': 'go.example.com',
    'cs(User-Agent)': 'Mozilla/5.0%20(Macintosh)',
    'sc-status': '301',
  };
  const items = [];
  for await (const item of readLog(chunks(gzipSync(`${JSON.stringify(fields)}\nnonsense\n`))))
    items.push(item);
  expect(items).toEqual([
    expect.objectContaining({
      at: 1734528645492,
      host: 'go.example.com',
      path: '/spring%20sale',
      userAgent: 'Mozilla/5.0 (Macintosh)',
      status: 301,
      fields,
    }),
    { line: 2, reason: 'it is of no log that is known', text: 'nonsense' },
  ]);
});

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
