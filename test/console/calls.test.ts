import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Refused, Unreachable } from '../../console/ask.ts';
import { withCallsLeft } from '../../console/calls.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const refused = (status: number, retryAfter?: string) =>
  new Refused(
    undefined,
    new Response(null, { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } }),
  );

/** A call that fails so often before it is answered, and the times in seconds at which it was made. */
function callOf(failures: readonly Error[]) {
  const begin = Date.now();
  const times: number[] = [];
  const call = async () => {
    times.push((Date.now() - begin) / 1000);
    const failure = failures[times.length - 1];
    if (failure) throw failure;
    return 'an answer';
  };
  return { call, times };
}

test.each<[string, Error[], number[]]>([
  ['at once, where there are calls left', [], [0]],
  ['when the API says', [refused(429, '7')], [0, 7]],
  ['after a second, where it does not say', [refused(429)], [0, 1]],
  ['as often as it is refused', [refused(429, '7'), refused(429, '20')], [0, 7, 27]],
  ['within a minute, as the key has its calls back by then', [refused(429, '900')], [0, 60]],
])('a call is made %s', async (_, failures, expected) => {
  const { call, times } = callOf(failures);
  const answer = withCallsLeft(call);
  await jest.runAllTimersAsync();
  expect([await answer, times]).toEqual(['an answer', expected]);
});

test.each([
  ['another refusal', refused(409)],
  ['an API that fails', refused(503, '7')],
  ['nobody who answers', new Unreachable()],
])('%s is not waited out', async (_, failure) => {
  const { call, times } = callOf([failure]);
  await expect(withCallsLeft(call)).rejects.toBe(failure);
  expect(times).toEqual([0]);
});

test('who stops it does not wait, and nothing is called any more', async () => {
  const abort = new AbortController();
  const failure = refused(429, '30');
  const { call, times } = callOf([failure]);
  const answer = expect(withCallsLeft(call, abort.signal)).rejects.toBe(failure);
  await jest.advanceTimersByTimeAsync(1000);
  abort.abort();
  await answer;
  expect([times, jest.getTimerCount()]).toEqual([[0], 0]);
});
