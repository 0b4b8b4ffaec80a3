const ROUNDS = 1_000_000;
const TIMES = 3;
/** What these take of a processor's time on the machine the bounds of a page's processor time were set on. */
const USUAL_MS = 7;
const MOST = 4;

let known: number | undefined;

/**
 * How many times as much of its time a processor here takes for the same work, from 1 to 4. It is measured once, when it is first
 * asked, in a few milliseconds of a processor's time, not of the clock's: a machine that is busy with other things is not slow.
 */
export function slowness(): number {
  known ??= Math.min(MOST, Math.max(1, measure() / USUAL_MS));
  return known;
}

/** The shortest of a few: the first is not compiled yet. */
const measure = (): number => Math.min(...Array.from({ length: TIMES }, work));

function work(): number {
  const { imul } = Math; // to look it up each time may cost more than the work
  const before = process.cpuUsage();
  let state = 1;
  for (let round = 0; round < ROUNDS; round++) state = imul(state ^ (state >>> 15), 2_246_822_507) + round;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 + (state & 0); // asked for, so that it is not left out
}
