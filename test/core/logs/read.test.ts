import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readAll } from './read-all.ts';

test('lines of JSON become entries', async () => {
  const fields = {
    'timestamp(ms)': '1734528645492',
    'cs-uri-stem': '/spring%2520sale',
    'x-host-header': 'go.example.com',
    'cs(User-Agent)': 'Mozilla/5.0%20(Macintosh)',
    'sc-status': '301',
  };
  const items = await readAll(gzipSync(`${JSON.stringify(fields)}\nnonsense\n`));
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
