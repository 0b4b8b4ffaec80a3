import type { Schemas } from '../../../client/client.ts';
import { nameOf } from '../../clicks/labels.ts';
import { country, dateTime, number } from '../../format.ts';
import { language, t } from '../../texts/texts.ts';

type Link = Schemas['Link'];
export type Rule = Link['rules'][number];

/** The fields of a link that somebody sets, in the order in which they are told. */
export const FIELDS = [
  'slug',
  'url',
  'title',
  'note',
  'tags',
  'rules',
  'startsAt',
  'expiresAt',
  'expiredUrl',
  'maxClicks',
  'hasPassword',
  'appLinks',
  'unfurl',
  'utm',
  'forwardQuery',
  'forwardPath',
  'status',
  'maxAge',
  'deletedAt',
] as const;
export type Field = (typeof FIELDS)[number];

/** A link, or what a change says of one; null where a field is taken away. */
export type Described = { [Name in Field]?: Link[Name] | null | undefined };

/** What a field says, a line for each of its parts; none where it says nothing. */
export function linesOf(field: Field, of: Described): string[] {
  const value = of[field];
  if (value === undefined || value === null || value === false || value === '') return [];
  switch (field) {
    case 'tags':
      return (of.tags ?? []).length > 0 ? [(of.tags ?? []).join(', ')] : [];
    case 'rules':
      return (of.rules ?? []).map((rule, at) => `${at + 1}. ${conditionOf(rule)} → ${rule.url}`);
    case 'startsAt':
    case 'expiresAt':
    case 'deletedAt':
      return [dateTime(String(value))];
    case 'utm':
      return Object.entries(of.utm ?? {}).map(([name, text]) => `${name}: ${text}`);
    case 'appLinks':
      return appLines(of.appLinks ?? {});
    case 'unfurl':
      return cardLines(of.unfurl);
    case 'hasPassword':
      return [t.link.isSet];
    case 'status':
      return [t.link.redirects[Number(value)] ?? String(value)];
    case 'maxAge':
      return [t.link.seconds(number(Number(value)))];
    case 'maxClicks':
      return [t.link.clicksAtMost(number(Number(value)))];
    default:
      return [value === true ? t.common.yes : String(value)];
  }
}

const some = (values: readonly string[]) =>
  new Intl.ListFormat(language, { type: 'disjunction' }).format(values);

/** For whom a rule is, in words. */
export function conditionOf({ country: countries, language: languages, ...rule }: Rule): string {
  const { device, os, browser, from, until, weight } = rule;
  const said = t.link.ruleParts;
  const tongue = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' });
  const parts = [
    countries && `${said.country} ${some(countries.map(country))}`,
    languages && `${said.language} ${some(languages.map(each => tongue.of(each) ?? each))}`,
    device && `${said.device} ${some(device.map(each => nameOf('device', each)))}`,
    os && `${said.os} ${some(os.map(each => nameOf('os', each)))}`,
    browser && `${said.browser} ${some(browser.map(each => nameOf('browser', each)))}`,
    from && `${said.from} ${dateTime(from)}`,
    until && `${said.until} ${dateTime(until)}`,
    weight !== undefined && `${said.weight} ${number(weight)}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : t.link.everybody;
}

const appLines = ({ ios, android }: NonNullable<Link['appLinks']>) => [
  ...(ios ? [`iOS: ${[ios.url, `${t.link.store} ${ios.store}`].filter(Boolean).join(', ')}`] : []),
  ...(android
    ? [
        `Android: ${[android.url, android.package, android.store && `${t.link.store} ${android.store}`].filter(Boolean).join(', ')}`,
      ]
    : []),
];

function cardLines(card: Described['unfurl']): string[] {
  if (card === 'auto') return [t.link.cardAuto];
  return Object.values(card ?? {}).map(String);
}
