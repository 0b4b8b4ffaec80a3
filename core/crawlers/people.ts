import { hasClearWord } from './words.ts';

/** What browsers, phones, televisions and apps say of themselves; crawlers do, too, when they dress up as one. */
const PERSONAL =
  /^(?:mozilla\/|opera|nokia|sonyericsson|mot-|ucweb|\[fb)|webkit|gecko|trident|presto|cfnetwork|dalvik|midp|ip(?:hone|ad)|\bios\b|android|windows (?:nt|phone)|symbian|blackberry|browser/;

/**
 * Signs other than words: an address, the place where crawlers say who they are, a maker's name with a hyphen, and
 * "Google Favicon" and "Google Search Console", which have none of these. "Google TV" is a television.
 */
const SIGN =
  /[+(,] ?https?:|\w@\w+\.[a-z]|compatible[;)](?! ?msie \d)|google-|-google|-user|-ai\b|claude-|meta-|google (?:fav|sea)/;

/** Whether a User-Agent, in lower case, is a person's browser or app beyond doubt: the fast path of most requests. */
export function isPerson(text: string): boolean {
  return isPersonal(text) && !SIGN.test(text) && !hasClearWord(text);
}

/** Whether a User-Agent, in lower case, looks like a person's device, so that only clear signs make it a crawler. */
export function isPersonal(text: string): boolean {
  return PERSONAL.test(text);
}
