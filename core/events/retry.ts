import type { RandomBytes } from '../ids.ts';

/** Then an event is put aside: maxReceiveCount of the queue (infra/events.yml). */
export const MOST_TRIES = 12;

const FIRST_WAIT_SECONDS = 10;
const LONGEST_OWN_WAIT_SECONDS = 21_600;
/** SQS hides a message for 12 hours at most since it was received, and the try has taken some of them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const LONGEST_WAIT_SECONDS = 12 * 3600 - 60;
/** As a part of each wait: those that failed together come again one by one. */
const JITTER = 0.25;

/**
 * Until the next try: longer each time, or as long as the webhook asked for if that is more. Never less than either, and up to a
 * quarter more by chance.
 *
 * @param tries those that were made
 * @param askedSeconds what the webhook asked for, if anything
 * @returns whole seconds, at most what the queue can do; 0 after the last try, for the event to be put aside
 */
export function waitAfter(tries: number, askedSeconds: number | undefined, random: RandomBytes): number {
  if (tries >= MOST_TRIES) return 0;
  const own = Math.min(FIRST_WAIT_SECONDS * 4 ** (tries - 1), LONGEST_OWN_WAIT_SECONDS);
  const chance = random(4).readUInt32BE() / 2 ** 32;
  const wait = Math.max(own, askedSeconds ?? 0) * (1 + JITTER * chance);
  return Math.min(Math.ceil(wait), LONGEST_WAIT_SECONDS);
}

/** Those that may say when to come again: https://www.rfc-editor.org/rfc/rfc6585#section-4 and
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4 */
const SAY_WHEN = [429, 503];

/**
 * For how many seconds an answer asks to be left alone: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 *
 * @param retryAfter the header as it came: seconds, or a date in one of the three forms that HTTP has had
 * @param now milliseconds
 * @returns undefined where it says nothing that can be understood, or a time that is over
 */
export function askedToWait(status: number, retryAfter: string | undefined, now: number): number | undefined {
  const said = retryAfter?.trim() ?? '';
  if (!SAY_WHEN.includes(status) || said === '') return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : secondsUntil(said, now);
  return seconds > 0 ? seconds : undefined;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, and two that are out of use: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
function secondsUntil(date: string, now: number): number {
  const isDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(date);
  // The one without a zone is of Greenwich, too.
  const time = isDate ? Date.parse(/GMT$/.test(date) ? date : `${date} GMT`) : Number.NaN;
  return Number.isNaN(time) ? 0 : Math.ceil((time - now) / 1000);
}
