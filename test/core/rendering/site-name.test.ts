import { beforeEach, expect, test } from '@jest/globals';
import { SiteName } from '../../../core/rendering/site-name.ts';
import { HandClock } from '../../local/hand-clock.ts';

const ORIGIN = 'https://www.example.com';
const MINUTE = 60_000;

let clock: HandClock;
let asked: string[];
/** What the name's server says of itself. */
let mark: string | undefined;
let name: SiteName;
beforeEach(() => {
  clock = new HandClock();
  asked = [];
  const ask = async (origin: string) => {
    asked.push(origin);
    return mark;
  };
  name = new SiteName({ mark: 'ours', clock, ask });
});

test.each<[string, string | undefined, boolean]>([
  ['has our mark', 'ours', true],
  ['has no mark', undefined, false],
  ['has the mark of another stack', 'another', false],
])('a server that %s: the name leads here is %s', async (_, says, isHere) => {
  mark = says;
  expect(await name.leadsHere(ORIGIN)).toBe(isHere);
  expect(name.isElsewhere('www.example.com')).toBe(!isHere);
  expect(name.isElsewhere('other.example')).toBe(false);
});

test('an answer serves all who ask in the next minute, at once or later', async () => {
  mark = undefined;
  await Promise.all([name.leadsHere(ORIGIN), name.leadsHere(ORIGIN)]);
  await clock.advance(MINUTE - 1);
  await name.leadsHere(ORIGIN);
  expect(asked).toEqual([ORIGIN]);
});

test('once DNS is turned it is noticed within a minute, and when it is turned back within ten', async () => {
  mark = undefined;
  await name.leadsHere(ORIGIN);
  mark = 'ours';
  await clock.advance(MINUTE);
  expect(await name.leadsHere(ORIGIN)).toBe(true);
  mark = undefined;
  await clock.advance(10 * MINUTE - 1);
  expect(await name.leadsHere(ORIGIN)).toBe(true);
  await clock.advance(1);
  expect(await name.leadsHere(ORIGIN)).toBe(false);
});

test('until it is known to lead here, it counts for elsewhere', async () => {
  const leads = name.leadsHere(ORIGIN);
  expect(name.isElsewhere('www.example.com')).toBe(true);
  await leads;
});

test('in the local cloud, on loopback, there is no DNS to turn', async () => {
  mark = undefined;
  expect(await name.leadsHere('http://localhost:4001')).toBe(true);
  expect([asked, name.isElsewhere('localhost')]).toEqual([[], false]);
});

test('over the network a name that leads nowhere, or does not answer, is elsewhere', async () => {
  const real = new SiteName({ mark: 'ours', clock });
  expect(await real.leadsHere('https://site.invalid')).toBe(false);
});
