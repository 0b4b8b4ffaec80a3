import { objectOf } from '../json.ts';
import type { LinkAnswer } from '../links/schema.ts';
import { invalidData } from './problem.ts';

type Rule = LinkAnswer['rules'][number];

interface Condition {
  type: string;
  matchKey: null;
  matchValue: string;
}

const SYSTEMS = ['android', 'ios', 'windows', 'macos', 'linux', 'chromeos'] as const;
const DEVICES = ['mobile', 'desktop'] as const;

/** The fields of our rules by Shlink's types of conditions, but for `device`, which is two of ours. */
const FIELDS: Record<string, keyof Rule> = {
  language: 'language',
  browser: 'browser',
  'geolocation-country-code': 'country',
  'before-date': 'until',
  'after-date': 'from',
};

/** https://shlink.io/documentation/advanced/dynamic-redirects */
export function redirectRulesFrom({ url, rules }: LinkAnswer) {
  return {
    defaultLongUrl: url,
    redirectRules: rules.map((rule, index) => ({
      priority: index + 1,
      longUrl: rule.url,
      conditions: conditionsOf(rule),
    })),
  };
}

/** Of several values of which one is enough Shlink knows nothing: each is a condition, and they are shown side by side. */
function conditionsOf({ device = [], os = [], ...rule }: Rule): Condition[] {
  const devices = [...device, ...os].map(value => conditionOf('device', value));
  const others = Object.entries(FIELDS).flatMap(([type, field]) =>
    [rule[field as 'language'] ?? []].flat().map(value => conditionOf(type, value)),
  );
  return [...devices, ...others];
}

const conditionOf = (type: string, matchValue: string): Condition => ({ type, matchKey: null, matchValue });

/** Our rules for Shlink's. Throws for conditions that we have not, and for two of one kind, of which there all must hold. */
export function rulesFrom(given: unknown): Partial<Rule>[] {
  const list = objectOf(given).redirectRules;
  if (!Array.isArray(list)) throw invalidData({ redirectRules: 'is not a list' });
  return list.map((each, index) => {
    const { longUrl, conditions } = objectOf(each);
    const rule: Record<string, unknown> = { url: longUrl };
    for (const condition of Array.isArray(conditions) ? conditions : []) {
      const { type, matchValue } = objectOf(condition);
      const field = fieldOf(String(type), matchValue);
      const place = `redirectRules.${index}.conditions`;
      if (field === undefined)
        throw invalidData({ [place]: `has the type ${type}, which rules do not know here` });
      if (field in rule) throw invalidData({ [place]: `has ${type} twice, and both cannot hold` });
      rule[field] = field === 'from' || field === 'until' ? matchValue : [matchValue];
    }
    return rule;
  });
}

function fieldOf(type: string, value: unknown): string | undefined {
  if (type !== 'device') return Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if ((SYSTEMS as readonly unknown[]).includes(value)) return 'os';
  return (DEVICES as readonly unknown[]).includes(value) ? 'device' : undefined;
}
