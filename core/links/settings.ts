import type { FieldError } from '../problem.ts';
import { DEFAULTS, type LinkSettings, SETTINGS, SYSTEMS_WITH_APPS } from './link.ts';
import type { CreateLink, EditLink } from './schema.ts';
import { readAddress } from './schemes.ts';

/** A link's settings as a request has them: with the password in clear, and null for what shall be erased. */
type Given = Partial<CreateLink> | EditLink;

/**
 * The settings that a request leaves a link with: its own, and where it says nothing those of `base`.
 *
 * @param base the link that is edited; undefined for a new one
 * @param ownHosts the names of all short domains: what leads there would lead round in circles
 * @param schemes those that a link may have besides http and https
 * @returns the settings without the password, and what is wrong with them
 */
export function readSettings(
  given: Given,
  base: LinkSettings | undefined,
  ownHosts: readonly string[],
  schemes: readonly string[] = [],
): { settings: LinkSettings; errors: FieldError[] } {
  const settings: LinkSettings = { ...DEFAULTS, url: '' };
  for (const name of SETTINGS) {
    const value = given[name] === undefined ? base?.[name] : (given[name] ?? undefined);
    Object.assign(settings, { [name]: value ?? DEFAULTS[name as keyof typeof DEFAULTS] });
  }
  settings.tags = uniqueTags(settings.tags);
  const errors = [...readUrls(settings, ownHosts, schemes), ...wrongTogether(settings)];
  return { settings, errors };
}

/** A tag stays as it was written first; letter case makes no second one. */
function uniqueTags(tags: string[]): string[] {
  const unique = new Map<string, string>();
  for (const tag of tags) {
    const written = tag.normalize('NFC');
    if (!unique.has(written.toLowerCase())) unique.set(written.toLowerCase(), written);
  }
  return [...unique.values()];
}

/** What is shown in a page, and where somebody goes who has no app. */
const WEB_ONLY = /^unfurl\.|\.store$/;

/** Writes each url of the settings in its canonical form, or says what is wrong with it. */
function* readUrls(
  settings: LinkSettings,
  ownHosts: readonly string[],
  schemes: readonly string[],
): Generator<FieldError> {
  const { rules, unfurl, appLinks } = settings;
  const places: [string, string | undefined, (url: string) => void][] = [
    ['url', settings.url, url => Object.assign(settings, { url })],
    ['expiredUrl', settings.expiredUrl, expiredUrl => Object.assign(settings, { expiredUrl })],
  ];
  settings.rules = rules.map(rule => ({ ...rule }));
  for (const [index, rule] of settings.rules.entries())
    places.push([`rules.${index}.url`, rule.url, url => Object.assign(rule, { url })]);
  if (typeof unfurl === 'object') {
    const copy = { ...unfurl };
    settings.unfurl = copy;
    places.push(['unfurl.image', unfurl.image, image => Object.assign(copy, { image })]);
  }
  settings.appLinks = appLinks && structuredClone(appLinks);
  for (const system of SYSTEMS_WITH_APPS)
    for (const name of ['url', 'store'] as const) {
      const app = settings.appLinks?.[system];
      places.push([
        `appLinks.${system}.${name}`,
        app?.[name],
        url => Object.assign(app ?? {}, { [name]: url }),
      ]);
    }
  for (const [field, url, set] of places) {
    if (url === undefined) continue;
    const reading = readAddress(url, WEB_ONLY.test(field) ? [] : schemes, ownHosts);
    if ('reason' in reading) yield { field, ...reading };
    else set(reading.url);
  }
}

/** What each field may hold by itself, and both may not. */
function* wrongTogether(settings: LinkSettings): Generator<FieldError> {
  const { startsAt, expiresAt, rules, unfurl, appLinks } = settings;
  if (startsAt !== undefined && expiresAt !== undefined && Date.parse(startsAt) >= Date.parse(expiresAt))
    yield { field: 'expiresAt', reason: 'is not after startsAt', expected: `a time after ${startsAt}` };
  for (const [index, { url: _, ...conditions }] of rules.entries()) {
    const { from, until } = conditions;
    const field = `rules.${index}`;
    if (Object.values(conditions).every(value => value === undefined))
      yield { field, reason: 'holds for everybody', expected: 'a condition beside its url' };
    if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until))
      yield { field: `${field}.until`, reason: 'is not after from', expected: `a time after ${from}` };
  }
  if (appLinks && !appLinks.ios && !appLinks.android)
    yield { field: 'appLinks', reason: 'is empty', expected: 'an app for ios or for android' };
  if (typeof unfurl === 'object' && Object.keys(unfurl).length === 0)
    yield { field: 'unfurl', reason: 'is empty', expected: 'a title, a description or an image' };
}
