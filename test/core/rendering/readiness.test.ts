import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FlightKind } from '../../../core/rendering/in-page/instrument/flights.ts';
import type { Look } from '../../../core/rendering/in-page/look.ts';
import { FIRST_GRANT, nextStep, type Observation } from '../../../core/rendering/readiness.ts';
import { IDLE, SHOWS } from './observed.ts';

const SPINS: Look = { ...SHOWS, looksBusy: true };
const HIDDEN: Look = { ...SPINS, isHidden: true };
const SPINS_BESIDE: Look = { ...SPINS, isRich: true };
const ONLY_LOADING: Look = { ...SPINS, isPlaceholder: true };
const MOVES: Look = { ...SHOWS, moves: 150 };
const TALL: Look = { ...SHOWS, isTall: true };
const WIDE: Look = { ...SHOWS, isWide: true };
const NOTHING: Look = { ...SHOWS, hasContent: false };

/** A page that has used up its usual time, waits for nothing and shows something, but for what a case says otherwise. */
function page({
  page,
  ...more
}: Partial<Omit<Observation, 'page'>> & { page?: Partial<Observation['page']> }) {
  return {
    page: { ...IDLE, ...page },
    resources: 0,
    workersAreAtWork: false,
    workersAreComing: false,
    flights: [],
    quiet: 30,
    looked: 60,
    same: 30,
    spent: true,
    changedSince: false,
    released: false,
    virtual: 2_000,
    graces: 0,
    moved: 0,
    unfolded: 0,
    frames: 0,
    slowness: 1,
    look: SHOWS,
    ...more,
  } satisfies Observation;
}

const flight = (kind: FlightKind, age: number, silent = age) => [{ kind, age, silent }];

/** As fast as ours: what is on its way keeps that. */
const REAL = { do: 'grant', virtual: 20, released: false, paced: true };

/** A little more time, again and again: what keeps its own time is heard of only while the page's runs. */
const PACED = { do: 'grant', virtual: 100, released: false, paced: true };

describe('what is done with a page that', () => {
  test.each<[string, Observation, object]>([
    ['has done all it had to', page({}), { do: 'finish' }],
    ['is still being read', page({ page: { loading: true } }), { do: 'wait' }],
    ['waits for a script', page({ resources: 1 }), { do: 'wait' }],
    [
      'does without it if it says much',
      page({ resources: 1, quiet: 2_000, look: { ...SHOWS, isRich: true } }),
      { do: 'finish' },
    ],
    ['waits for it if it says little', page({ resources: 1, quiet: 2_000 }), { do: 'wait' }],
    [
      'waits for it if it shows that it waits',
      page({ resources: 1, quiet: 2_000, look: SPINS_BESIDE }),
      { do: 'wait' },
    ],
    [
      'waits for one of the document, without which it goes no further',
      page({ page: { loading: true }, resources: 1, quiet: 2_000, look: { ...SHOWS, isRich: true } }),
      { do: 'wait' },
    ],
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
      'waits for an answer for long, and shows that: its timers go on',
      page({ flights: flight('request', 5_000), quiet: 4_000, look: SPINS }),
      { do: 'grant', virtual: 2_500, released: true },
    ],
    [
      'waits for one still',
      page({ flights: flight('request', 5_000), quiet: 4_000, look: SPINS, virtual: 4_500, released: true }),
      { do: 'wait' },
    ],
    ['reads a body that comes piece by piece', page({ flights: flight('body', 2_000, 300) }), { do: 'wait' }],
    ['reads one that has no end', page({ flights: flight('body', 2_600, 10), quiet: 500 }), { do: 'finish' }],
    ['was told something by one', page({ flights: flight('word', 1_000, 200) }), REAL],
    ['is told things without end', page({ flights: flight('word', 2_600, 10) }), { do: 'finish' }],
    ['told a socket something', page({ flights: flight('reply', 500) }), REAL],
    ['told a socket something that stays silent', page({ flights: flight('reply', 700) }), { do: 'finish' }],
    ['has started a worker', page({ flights: flight('spawn', 100) }), REAL],
    ['has a worker that says nothing by itself', page({ flights: flight('spawn', 200) }), { do: 'finish' }],
    ['has one at work', page({ flights: flight('spawn', 1_900), workersAreAtWork: true }), REAL],
    [
      'has one that does not run yet',
      page({ flights: flight('spawn', 1_900), workersAreComing: true }),
      REAL,
    ],
    [
      'has one that does not run yet, and whose time is held up',
      page({ flights: flight('spawn', 300), workersAreComing: true, spent: false, quiet: 300 }),
      { ...REAL, released: true },
    ],
    [
      'has one that never comes',
      page({ flights: flight('spawn', 2_000), workersAreComing: true }),
      { do: 'finish' },
    ],
    ['was told something by one', page({ flights: flight('more', 10) }), { do: 'finish' }],
    [
      'was told something by one that is at work',
      page({ flights: flight('more', 1_900), workersAreAtWork: true }),
      REAL,
    ],
    [
      'was told something by one that computes on',
      page({ flights: flight('more', 2_000), workersAreAtWork: true }),
      { do: 'finish' },
    ],
    [
      'has one at work without an end',
      page({ flights: flight('spawn', 2_000), workersAreAtWork: true }),
      { do: 'finish' },
    ],
    [
      'has one at work for long, on a machine that takes half as long again',
      page({
        flights: flight('spawn', 2_900),
        workersAreAtWork: true,
        slowness: 1.5,
        looked: 3_700,
        same: 2_200,
      }),
      REAL,
    ],
    [
      'has one at work without an end there',
      page({ flights: flight('spawn', 3_000), workersAreAtWork: true, slowness: 1.5 }),
      { do: 'finish' },
    ],
    [
      'has one at work without an end on a machine that takes four times as long',
      page({ flights: flight('spawn', 4_000), workersAreAtWork: true, slowness: 4 }),
      { do: 'finish' },
    ],
    [
      'has one at work again and again there, and says the same for long',
      page({ flights: flight('spawn', 9), workersAreAtWork: true, slowness: 4, looked: 5_000, same: 3_000 }),
      { do: 'finish' },
    ],
    [
      'has one at work again and again there, and said something a while ago',
      page({ flights: flight('spawn', 9), workersAreAtWork: true, slowness: 4, looked: 5_000, same: 2_900 }),
      REAL,
    ],
    [
      'asks for one thing after the other there, and says the same for long',
      page({ flights: flight('request', 10), slowness: 4, looked: 2_500, same: 1_500 }),
      { do: 'finish' },
    ],
    [
      'asks for one thing after the other, and says the same for long',
      page({ flights: flight('request', 10), looked: 3_000, same: 1_600 }),
      { do: 'finish' },
    ],
    [
      'asks so, and shows that it waits',
      page({ flights: flight('request', 10), looked: 3_000, same: 1_600, look: SPINS }),
      { do: 'wait' },
    ],
    [
      'asks so, and says more and more',
      page({ flights: flight('request', 10), looked: 3_000 }),
      { do: 'wait' },
    ],
    [
      'has a timer in 4 s, as a splash screen has',
      page({ page: { timer: 2_000 } }),
      { do: 'grant', virtual: 2_001, released: false },
    ],
    ['has one later than that', page({ page: { timer: 3_001 } }), { do: 'finish' }],
    [
      'asks what comes into sight, and is tall',
      page({ page: { unfolds: true }, look: TALL }),
      { do: 'unfold' },
    ],
    ['asks so, and has a wide row', page({ page: { unfolds: true }, look: WIDE }), { do: 'unfold' }],
    ['has one, and asks nothing', page({ look: WIDE }), { do: 'finish' }],
    ['asks so, and is not tall', page({ page: { unfolds: true } }), { do: 'finish' }],
    [
      'counts up from frame to frame',
      page({ page: { speaksByFrames: true } }),
      { do: 'grant', virtual: 33, released: false, frame: true },
    ],
    ['types, by timers', page({ page: { speaks: true } }), { do: 'grant', virtual: 100, released: false }],
    ['does so without end', page({ page: { speaks: true }, virtual: 8_000 }), { do: 'finish' }],
    [
      'does so by frames without end',
      page({ page: { speaksByFrames: true }, frames: 100 }),
      { do: 'finish' },
    ],
    ['is tall, and asks nothing', page({ look: TALL }), { do: 'finish' }],
    [
      'goes on whenever its end comes into sight',
      page({ page: { unfolds: true }, look: TALL, unfolded: 4 }),
      { do: 'finish' },
    ],
    ['shows that it waits', page({ look: SPINS }), { do: 'grant', virtual: 1_000, released: false }],
    [
      'shows that it waits after 8 s of its own time',
      page({ look: SPINS, virtual: 8_000 }),
      { do: 'grant', virtual: 8_000, released: false },
    ],
    [
      'shows that it waits, with a socket open: in real time',
      page({ look: SPINS, page: { open: 1 } }),
      { ...PACED, virtual: 20 },
    ],
    [
      'shows that it waits, and asked a worker long ago',
      page({ look: SPINS, flights: flight('worker', 3_000) }),
      { ...PACED, virtual: 20 },
    ],
    [
      'shows that it waits when all timers have run: for what nobody counts',
      page({ look: SPINS, virtual: 30_000 }),
      { ...PACED, virtual: 20 },
    ],
    [
      'shows that it waits in the end',
      page({ look: SPINS, virtual: 30_000, looked: 2_500 }),
      { do: 'waiting' },
    ],
    ['hides all it has when all timers have run', page({ look: HIDDEN, virtual: 30_000 }), { do: 'finish' }],
    [
      'shows that a part of it waits, and much beside',
      page({ look: SPINS_BESIDE }),
      { do: 'grant', virtual: 2_000, released: false },
    ],
    ['shows so when all timers have run', page({ look: SPINS_BESIDE, virtual: 30_000 }), { do: 'finish' }],
    ['has just opened a stream', page({ flights: flight('stream', 100) }), REAL],
    ['has a stream that says nothing', page({ flights: flight('stream', 350) }), { do: 'finish' }],
    ['waits for a frame', page({ flights: flight('frame', 10) }), REAL],
    ['waits for a worker', page({ flights: flight('worker', 10) }), REAL],
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
    ['asked a database', page({ flights: flight('answer', 100) }), REAL],
    [
      'says that it is not ready',
      page({ page: { prerenderReady: false } }),
      { do: 'grant', virtual: 1_000, released: false },
    ],
    ['says so for 8 s of its own time', page({ page: { prerenderReady: false }, virtual: 8_000 }), PACED],
    ['moves, and will come to rest', page({ look: MOVES }), { ...PACED, virtual: 400, moves: true }],
    [
      'moves for three seconds',
      page({ look: { ...MOVES, moves: 3_000 } }),
      { ...PACED, virtual: 1_000, moves: true },
    ],
    ['moves on and on', page({ look: MOVES, moved: 5 }), { do: 'finish' }],
    ['is empty', page({ look: NOTHING }), PACED],
    [
      'shows nothing but that it loads',
      page({ look: ONLY_LOADING, virtual: 30_000, looked: 2_500 }),
      { do: 'waiting' },
    ],
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
    expect(nextStep({ ...unseen, resources: 1, quiet: 2_000 })).toEqual({ do: 'look' });
    expect(nextStep({ ...unseen, resources: 1 })).toEqual({ do: 'wait' });
  });
});

const KINDS: FlightKind[] = ['request', 'body', 'stream', 'reply', 'worker', 'spawn', 'frame', 'answer'];

/** Each property as it is. */
const constants = <T extends object>(of: T) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, fc.constant(value)])) as {
    [Name in keyof T]: fc.Arbitrary<T[Name]>;
  };

test('a page that does not say itself that it is not ready is not granted time without end', () => {
  const observed = fc.record({
    page: fc.record({
      ...constants(IDLE),
      prerenderReady: fc.constantFrom(true, null),
      open: fc.nat(2),
      timer: fc.option(fc.integer({ min: 0, max: 5_000 })),
      unfolds: fc.boolean(),
      speaksByFrames: fc.boolean(),
      speaks: fc.boolean(),
    }),
    resources: fc.constant(0),
    flights: fc.array(
      fc.record({
        kind: fc.constantFrom<FlightKind>(...KINDS),
        age: fc.integer({ min: 0, max: 8_000 }),
        silent: fc.integer({ min: 0, max: 8_000 }),
      }),
    ),
    quiet: fc.integer({ min: 0, max: 8_000 }),
    looked: fc.integer({ min: 0, max: 8_000 }),
    same: fc.integer({ min: 0, max: 8_000 }),
    workersAreAtWork: fc.boolean(),
    workersAreComing: fc.boolean(),
    changedSince: fc.boolean(),
    unfolded: fc.nat(4),
    frames: fc.nat(100),
    slowness: fc.constantFrom(1, 4),
    look: fc.constantFrom(SHOWS, SPINS, HIDDEN, SPINS_BESIDE, MOVES, TALL, WIDE, ONLY_LOADING, NOTHING),
  });
  fc.assert(
    fc.property(fc.array(observed, { minLength: 60, maxLength: 60 }), moments => {
      let { virtual, released } = FIRST_GRANT;
      let graces = 0;
      let moved = 0;
      for (const moment of moments) {
        const step = nextStep({ ...moment, spent: true, virtual, released, graces, moved });
        if (step.do !== 'grant') continue;
        virtual += step.virtual;
        released = step.released;
        graces += step.grace ? 1 : 0;
        moved += step.moves ? 1 : 0;
      }
      // Paced steps of a page that waits go on to its deadline, but hardly move its clock.
      expect(virtual).toBeLessThanOrEqual(30_000 + 5 * 1_000 + moments.length * 33);
    }),
  );
});
