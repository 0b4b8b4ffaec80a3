import type { Link } from '../link.ts';
import type { Rule } from '../rules.ts';
import { type Device, deviceOf } from './device.ts';
import { isOf, preferred } from './languages.ts';
import { placeOf, type Visitor } from './visitor.ts';

/**
 * The number of the rule by which a link leads a visitor, from 0: the first that holds; -1 for the link's own url. A rule's weight is its share of
 * those for whom its other conditions hold, and what earlier rules took of them is not taken again: 30 and 30 leave 40.
 *
 * @param now milliseconds
 */
export function ruleFor(link: Pick<Link, 'id' | 'rules'>, visitor: Visitor, now: number): number {
  const seen: Seen = {
    ...(link.rules.some(asksForDevice) && deviceOf(visitor.userAgent)),
    languages: preferred(visitor.languages),
    country: visitor.country,
    now,
  };
  const place = placeOf(visitor, link.id);
  let shared = 0;
  return link.rules.findIndex(rule => {
    if (!holds(rule, seen)) return false;
    shared += rule.weight ?? 100;
    return place < shared;
  });
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
