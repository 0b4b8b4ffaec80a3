import type { Schemas } from '../../../client/client.ts';
import { withScheme } from '../links/with-scheme.ts';
import { integer, said } from './said.ts';

type Rule = Schemas['Rule'];

/** The lists among a rule's conditions. */
export const RULE_LISTS = ['country', 'language', 'device', 'os', 'browser'] as const;

/** What each of these lists may hold; countries and languages are too many. */
export const CHOICES = {
  device: ['mobile', 'tablet', 'desktop'],
  os: ['ios', 'android', 'windows', 'macos', 'linux', 'chromeos'],
  browser: ['chrome', 'safari', 'firefox', 'edge', 'samsung', 'opera'],
} as const;

/** A rule as the fields of the form have it. */
export interface RuleForm extends Record<(typeof RULE_LISTS)[number], string[]> {
  /** Stays with the rule while it is moved. */
  key: number;
  url: string;
  from: string;
  until: string;
  weight: string;
}

export const EMPTY_RULE: RuleForm = {
  key: 0,
  url: '',
  country: [],
  language: [],
  device: [],
  os: [],
  browser: [],
  from: '',
  until: '',
  weight: '',
};

export const ruleFormOf = ({ weight, ...rule }: Rule, index: number): RuleForm => ({
  ...EMPTY_RULE,
  ...rule,
  key: index + 1,
  weight: weight === undefined ? '' : String(weight),
});

/** A rule as the API takes it. */
export function ruleOf({ url, from, until, weight, ...lists }: RuleForm): Rule {
  const rule = { url: url.trim() === '' ? '' : withScheme(url) } as Rule;
  for (const name of RULE_LISTS) if (lists[name].length > 0) Object.assign(rule, { [name]: lists[name] });
  const rest = { from: said(from), until: said(until), weight: integer(weight) };
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined) Object.assign(rule, { [name]: value });
  return rule;
}

/** The list with one of its rules a place further up (-1) or down (1); as it is where there is no such place. */
export function moved<Item>(list: readonly Item[], index: number, by: -1 | 1): Item[] {
  const next = [...list];
  const [item] = next.splice(index, 1);
  if (item === undefined || index + by < 0 || index + by > next.length) return [...list];
  next.splice(index + by, 0, item);
  return next;
}
