import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FlightKind } from '../../../core/rendering/in-page/instrument/flights.ts';
import { FIRST_GRANT, type Look, nextStep, type Observation } from '../../../core/rendering/readiness.ts';

const SHOWS: Look = { hasContent: true, looksBusy: false, isPlaceholder: false, moves: false };
const SPINS: Look = { hasContent: true, looksBusy: true, isPlaceholder: false, moves: false };
const ONLY_LOADING: Look = { hasContent: true, looksBusy: true, isPlaceholder: true, moves: false };
const MOVES: Look = { ...SHOWS, moves: true };
const NOTHING: Look = { hasContent: false, looksBusy: false, isPlaceholder: false, moves: false };

/** A page that has used up its usual time, waits for nothing and shows something, but for what a case says otherwise. */
function page({
  page,
  ...more
}: Partial<Omit<Observation, 'page'>> & { page?: Partial<Observation['page']> }) {
  return {
    page: { loading: false, prerenderReady: null, flights: [], changes: 3, outside: false, ...page },
    resources: 0,
    flights: [],
    quiet: 30,
    spent: true,
    changedSince: false,
    released: false,
    virtual: 2_000,
    graces: 0,
    look: SHOWS,
    ...more,
  } satisfies Observation;
}

const flight = (kind: FlightKind, age: number) => [{ kind, age }];

/** A little more time, again and again: what keeps its own time is heard of only while the page's runs. */
const PACED = { do: 'grant', virtual: 100, released: false, paced: true };

describe('what is done with a page that', () => {
  test.each<[string, Observation, object]>([
    ['has done all it had to', page({}), { do: 'finish' }],
    ['is still being read', page({ page: { loading: true } }), { do: 'wait' }],
    ['waits for a script', page({ resources: 1 }), { do: 'wait' }],
    ['has used up its first moment', page({ virtual: 20 }), { do: 'grant', virtual: 1_980, released: false }],
    [
      'says within its first moment that it is ready',
      page({ virtual: 20, page: { prerenderReady: true } }),
      { do: 'finish' },
    ],
    ['has time left, and runs', page({ spent: false }), { do: 'wait' }],
    [
      'has time left that stands still, and waits for nothing',
      page({ spent: false, quiet: 60 }),
      { do: 'grant', virtual: 2_000, released: true },
    ],
    [
      'has time left that runs whatever comes',
      page({ spent: false, quiet: 60, released: true }),
      { do: 'wait' },
    ],
    ['waits for an answer', page({ flights: flight('request', 100) }), { do: 'wait' }],
    [
      'waits for one for long, and moves',
      page({ flights: flight('request', 900), quiet: 100 }),
      { do: 'wait' },
    ],
    ['polls, and shows all it has', page({ flights: flight('request', 900), quiet: 500 }), { do: 'finish' }],
    [
      'waits for an answer for long, and shows that',
      page({ flights: flight('request', 5_000), quiet: 4_000, look: SPINS }),
      { do: 'wait' },
    ],
    ['has just opened a stream', page({ flights: flight('stream', 100) }), PACED],
    ['has a stream that says nothing', page({ flights: flight('stream', 350) }), { do: 'finish' }],
    ['waits for a frame', page({ flights: flight('frame', 10) }), PACED],
    ['waits for a worker', page({ flights: flight('worker', 10) }), PACED],
    [
      'waits for a worker while its time runs',
      page({ flights: flight('worker', 10), spent: false }),
      { do: 'wait' },
    ],
    [
      'did something after its time was used up',
      page({ changedSince: true }),
      { do: 'grant', virtual: 100, released: false, grace: true },
    ],
    ['does so again and again', page({ changedSince: true, graces: 5 }), { do: 'finish' }],
    ['asked a database', page({ flights: flight('answer', 100) }), PACED],
    [
      'says that it is not ready',
      page({ page: { prerenderReady: false } }),
      { do: 'grant', virtual: 1_000, released: false },
    ],
    ['says so for 8 s of its own time', page({ page: { prerenderReady: false }, virtual: 8_000 }), PACED],
    [
      'moves, and will come to rest',
      page({ look: MOVES }),
      { ...PACED, virtual: 400, grace: true, moves: true },
    ],
    ['moves on and on', page({ look: MOVES, graces: 5 }), { do: 'finish' }],
    ['is empty', page({ look: NOTHING }), PACED],
    ['shows nothing but that it loads', page({ look: ONLY_LOADING, virtual: 8_000 }), { do: 'empty' }],
    [
      'is empty so long, and has asked a worker',
      page({ look: NOTHING, virtual: 8_000, flights: flight('worker', 3_999) }),
      PACED,
    ],
    [
      'is empty so long, and has asked a worker that never answers',
      page({ look: NOTHING, virtual: 8_000, flights: flight('worker', 4_000) }),
      { do: 'empty' },
    ],
    [
      'shows something, and has asked a worker that never answers',
      page({ flights: flight('worker', 500) }),
      { do: 'finish' },
    ],
    ['has been empty for 8 s of its own time', page({ look: NOTHING, virtual: 8_000 }), { do: 'empty' }],
  ])('%s', (_, observation, step) => {
    expect(nextStep(observation)).toEqual(step);
  });

  test('would be finished is looked at first', () => {
    const { look: _, ...unseen } = page({});
    expect(nextStep(unseen)).toEqual({ do: 'look' });
  });
});

test('a page that does not say itself that it is not ready is not granted time without end', () => {
  const observed = fc.record({
    page: fc.record({
      loading: fc.constant(false),
      prerenderReady: fc.constantFrom(true, null),
      flights: fc.constant<Observation['page']['flights']>([]),
      changes: fc.nat(),
      outside: fc.boolean(),
    }),
    resources: fc.constant(0),
    flights: fc.array(
      fc.record({
        kind: fc.constantFrom<FlightKind>('request', 'stream', 'worker', 'frame', 'answer'),
        age: fc.integer({ min: 0, max: 8_000 }),
      }),
    ),
    quiet: fc.integer({ min: 0, max: 8_000 }),
    changedSince: fc.boolean(),
    look: fc.constantFrom(SHOWS, SPINS, MOVES, ONLY_LOADING, NOTHING),
  });
  fc.assert(
    fc.property(fc.array(observed, { minLength: 60, maxLength: 60 }), moments => {
      let { virtual, released } = FIRST_GRANT;
      let graces = 0;
      for (const moment of moments) {
        const step = nextStep({ ...moment, spent: true, virtual, released, graces });
        if (step.do !== 'grant') continue;
        virtual += step.virtual;
        released = step.released;
        graces += step.grace ? 1 : 0;
      }
      expect(virtual).toBeLessThanOrEqual(8_000 + 1_000 + 5 * 400);
    }),
  );
});
