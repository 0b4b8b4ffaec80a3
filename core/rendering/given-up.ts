import type { FlightKind } from './in-page/instrument/flights.ts';
import { MOST_FRAMES, MOST_UNFOLDED, type Observation } from './readiness.ts';

/** An animation has no end, and who has said something need not say more. */
const WORDS: Partial<Record<FlightKind, string>> = {
  request: 'a request was not answered',
  body: 'a body had no end',
  stream: 'a socket said nothing',
  reply: 'a socket did not reply',
  worker: 'a worker did not answer',
  spawn: 'a worker said nothing',
  answer: 'the browser did not answer what it was asked',
};

/** What a page that is taken for finished was not waited for any longer, in words, each once. */
export function givenUpOf({ flights, page, look, unfolded, frames }: Observation): string[] {
  const words = flights.flatMap(({ kind }) => WORDS[kind] ?? []);
  if (look?.isHidden) words.push('all of it was hidden');
  else if (look?.looksBusy) words.push('a part of it showed that it waits');
  if (page.speaksByFrames && frames >= MOST_FRAMES) words.push('it said something else in each frame');
  if (page.unfolds && look?.isTall && unfolded >= MOST_UNFOLDED) words.push('it went on further down');
  return [...new Set(words)];
}
