import { expect, test } from '@jest/globals';
import { SnapshotsClient } from '../../cli/snapshots-client.ts';
import type { Clock } from '../../core/clock.ts';

/** A client of an API that answers one after another, and how long it waited between them. */
function clientOf(answers: [status: number, headers?: Record<string, string>][]) {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: async ms => {
      waits.push(ms);
    },
  };
  const ask = async () => {
    const [status, headers = {}] = answers.shift() ?? [500];
    const body = status === 202 ? { queuedAt: '2026-11-30T00:00:00Z' } : { detail: 'Not now.' };
    return Response.json(body, { status, headers });
  };
  return {
    client: new SnapshotsClient({ api: 'https://go.example.com', key: 'x', fetch: ask, clock }),
    waits,
  };
}

test('a key with no calls left in its minute: asks again when the API says', async () => {
  const { client, waits } = clientOf([[429, { 'retry-after': '37' }], [503], [429], [202]]);
  expect(await client.order(['https://www.example.com/'])).toBe(Date.parse('2026-11-30T00:00:00Z'));
  expect(waits).toEqual([37_000, 2000, 1000]);
});

test('what will be the same again is not asked again', async () => {
  const { client, waits } = clientOf([[403], [202]]);
  await expect(client.order([])).rejects.toThrow('https://go.example.com answers 403: Not now.');
  expect(waits).toEqual([]);
});
