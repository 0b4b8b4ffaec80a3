import type { Link } from '../link.ts';
import type { Rule } from '../rules.ts';
import { type Device, deviceOf } from './device.ts';
import { isOf, preferred } from './languages.ts';
import { placeOf, type Visitor } from './visitor.ts';

/**
 * Where a link leads a visitor by its rules: the url of the first that holds, or the link's own. A rule's weight is its share of
 * those for whom its other conditions hold, and what earlier rules took of them is not taken again: 30 and 30 leave 40.
 *
 * @param now milliseconds
 */
export function urlFor(link: Pick<Link, 'id' | 'url' | 'rules'>, visitor: Visitor, now: number): string {
  const seen: Seen = {
    ...(link.rules.some(asksForDevice) && deviceOf(visitor.userAgent)),
    languages: preferred(visitor.languages),
    country: visitor.country,
    now,
  };
  const place = placeOf(visitor, link.id);
  let shared = 0;
  for (const rule of link.rules) {
    if (!holds(rule, seen)) continue;
    shared += rule.weight ?? 100;
    if (place < shared) return rule.url;
  }
  return link.url;
}

interface Seen extends Partial<Device> {
  languages: string[];
  country: string;
  now: number;
}

const asksForDevice = ({ device, os, browser }: Rule) => (device ?? os ?? browser) !== undefined;

/** Whether all of a rule's conditions hold but for its weight. */
function holds(rule: Rule, seen: Seen): boolean {
  const { device, os, browser, language, country, from, until } = rule;
  return (
    isAmong(seen.device, device) &&
    isAmong(seen.os, os) &&
    isAmong(seen.browser, browser) &&
    isAmong(seen.country, country) &&
    (language === undefined || language.some(each => isOf(each, seen.languages))) &&
    (from === undefined || seen.now >= Date.parse(from)) &&
    (until === undefined || seen.now < Date.parse(until))
  );
}

const isAmong = <Value extends string>(value: Value | undefined, values: Value[] | undefined) =>
  values === undefined || (value !== undefined && values.includes(value));
