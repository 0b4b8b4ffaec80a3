import { describe, expect, test } from '@jest/globals';
import type { FlightKind } from '../../../core/rendering/in-page/instrument/flights.ts';
import type { PageRequests } from '../../../core/rendering/in-page/instrument/requests/log.ts';
import { awaitedBy } from '../../../core/rendering/lateness.ts';
import { IDLE } from './observed.ts';

const url = new URL('https://shop.example/cleat');
const requests = (more: Partial<PageRequests>): PageRequests => ({
  failures: [],
  answers: [],
  now: [['Cleat', 0]],
  open: [],
  isBusy: false,
  ...more,
});
const state = (kinds: FlightKind[], prerenderReady: boolean | null = null) => ({
  ...IDLE,
  prerenderReady,
  flights: kinds.map((kind, id): [number, FlightKind, number] => [id, kind, 0]),
});

describe('what a late page waited for', () => {
  test.each<[string, ...Parameters<typeof awaitedBy>, string[]]>([
    ['nothing is known', { url, inFlight: 0 }, undefined, undefined, []],
    [
      'requests and a spinner',
      { url, inFlight: 0 },
      state(['request', 'request']),
      requests({ open: ['https://shop.example/api/a?key=1', 'https://api.example/b'], isBusy: true }),
      ['2 requests (/api/a?key, api.example/b)', 'a spinner'],
    ],
    [
      'many requests',
      { url, inFlight: 0 },
      undefined,
      requests({ open: [1, 2, 3, 4].map(n => `https://shop.example/${n}`) }),
      ['4 requests (/1, /2, /3, …)'],
    ],
    ['one script', { url, inFlight: 1 }, state([]), requests({}), ['1 script or style sheet']],
    [
      'workers and its own word',
      { url, inFlight: 2 },
      state(['worker', 'worker', 'stream', 'frame'], false),
      requests({ now: [], isBusy: true }),
      [
        '2 scripts and style sheets',
        'a socket',
        'a worker',
        'window.prerenderReady, which is false',
        'an empty main part',
      ],
    ],
  ])('%s', (_, late, known, told, words) => {
    expect(awaitedBy(late, known, told)).toEqual(words);
  });
});
