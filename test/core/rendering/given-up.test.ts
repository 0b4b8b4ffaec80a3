import { expect, test } from '@jest/globals';
import { givenUpOf } from '../../../core/rendering/given-up.ts';
import type { FlightKind } from '../../../core/rendering/in-page/instrument/flights.ts';
import type { Observation } from '../../../core/rendering/readiness.ts';
import { IDLE, SHOWS } from './observed.ts';
import { pagesForFile } from './pages.ts';

const LOOK = { ...SHOWS, isRich: true };
const NOW: Observation = {
  page: IDLE,
  resources: 0,
  workersAreAtWork: false,
  workersAreComing: false,
  flights: [],
  quiet: 100,
  looked: 100,
  same: 100,
  spent: true,
  changedSince: false,
  released: false,
  virtual: 2_000,
  graces: 0,
  moved: 0,
  unfolded: 0,
  frames: 0,
  slowness: 1,
  look: LOOK,
};
const flights = (...kinds: FlightKind[]) => kinds.map(kind => ({ kind, age: 900, silent: 900 }));

test.each<[string, Partial<Observation>, string[]]>([
  ['nothing', {}, []],
  ['a frame, for an animation has no end', { flights: flights('frame') }, []],
  ['requests', { flights: flights('request', 'request') }, ['a request was not answered']],
  [
    'a body and a worker',
    { flights: flights('body', 'worker') },
    ['a body had no end', 'a worker did not answer'],
  ],
  ['a part with a spinner', { look: { ...LOOK, looksBusy: true } }, ['a part of it showed that it waits']],
  ['all of it, hidden', { look: { ...LOOK, looksBusy: true, isHidden: true } }, ['all of it was hidden']],
  [
    'a list without an end',
    { page: { ...NOW.page, unfolds: true }, look: { ...LOOK, isTall: true }, unfolded: 4 },
    ['it went on further down'],
  ],
  [
    'a counter without an end',
    { page: { ...NOW.page, speaksByFrames: true }, frames: 100 },
    ['it said something else in each frame'],
  ],
])('what a page was not waited for: %s', (_, more, words) => {
  expect(givenUpOf({ ...NOW, ...more })).toEqual(words);
});

const { renderPage } = pagesForFile({ '/never': () => undefined });

test('a page tells what it was not waited for', async () => {
  const article = `<main><p>${'Ropes are made of hemp. '.repeat(20)}</p><div class="spinner"></div></main>`;
  const page = await renderPage(`<!doctype html>${article}<script>new Worker('/never')</script>`);
  expect(page.givenUp).toEqual(['a worker said nothing', 'a part of it showed that it waits']);
  expect(await renderPage('<!doctype html><p>Ropes')).not.toHaveProperty('givenUp');
});
