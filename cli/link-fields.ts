import { Option } from '@commander-js/extra-typings';
import type { Schemas } from '../client/client.ts';
import { UsageError } from './faults.ts';
import { jsonValue } from './json-option.ts';
import { secretFromInput } from './secret.ts';
import { A_TIME_TO_COME, timeToCome } from './times.ts';
import { repeated, webAddress, wholeNumber } from './values.ts';

const STATUSES = ['301', '302', '307', '308'] as const;
const UTM = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;

/** Of commands that write. */
export const DRY_RUN = new Option('--dry-run', 'check it all and show what would be, but write nothing');
export const DOMAIN = new Option('--domain <name>', 'its short domain (default: the one that is asked)');

// What a link is made of, for those that make one and those that change one.
export const SLUG = new Option('--slug <slug>', 'its path on the short domain (default: a generated one)');
export const TITLE = new Option('--title <text>', 'a title, for lists and search');
export const NOTE = new Option('--note <text>', 'a note, for you and your colleagues');
export const TAG = new Option('--tag <text>', 'a tag; may be repeated').argParser(repeated);
export const STATUS = new Option('--status <code>', 'the status it redirects with').choices(STATUSES);
export const MAX_AGE = new Option(
  '--max-age <seconds>',
  'how long edges may keep it; changes take this long to reach everyone',
).argParser(wholeNumber('max-age', 0, 9_999_999));
export const EXPIRES = new Option('--expires <time>', `when it stops working: ${A_TIME_TO_COME}`).argParser(
  timeToCome,
);
export const EXPIRED_URL = new Option('--expired-url <url>', 'where it leads from then on').argParser(
  webAddress('expired-url', 'https://example.com/over'),
);
export const STARTS = new Option('--starts <time>', `when it starts working: ${A_TIME_TO_COME}`).argParser(
  timeToCome,
);
export const MAX_CLICKS = new Option('--max-clicks <n>', 'stop working after this many clicks').argParser(
  wholeNumber('max-clicks', 1, 9_999_999),
);
export const FORWARD_QUERY = new Option('--forward-query', 'append the query of the short url to the url');
export const NO_FORWARD_QUERY = new Option('--no-forward-query', 'stop appending it');
export const FORWARD_PATH = new Option('--forward-path', 'append the path behind the slug to the url');
export const NO_FORWARD_PATH = new Option('--no-forward-path', 'stop appending it');
export const PASSWORD = new Option(
  '--password',
  'protect it with a password, which is asked for or read from stdin',
);
export const UTM_VALUE = new Option(
  '--utm <name=value>',
  `a UTM parameter to add, such as source=newsletter (${UTM.join(', ')}); may be repeated`,
).argParser(repeated);
export const RULES = new Option(
  '--rules <json>',
  'other urls for some visitors, the first match wins: JSON or @FILE, such as [{"country":["DE"],"url":"https://example.de/"}]',
).argParser(jsonValue<Schemas['Rule'][]>('rules'));
export const UNFURL = new Option(
  '--unfurl <json>',
  'the preview card where it is shared: auto for the one of its page, or title, description and image as JSON or @FILE',
).argParser((value: string) => (value === 'auto' ? value : jsonValue<Schemas['Unfurl']>('unfurl')(value)));
export const APP_LINKS = new Option(
  '--app-links <json>',
  'apps that open it: JSON or @FILE, such as {"ios":{"store":"https://apps.apple.com/app/id1"}}',
).argParser(jsonValue<Schemas['AppLinks']>('app-links'));

/** The options above, as they are read. */
export interface LinkFlags {
  slug?: string | undefined;
  title?: string | undefined;
  note?: string | undefined;
  tag?: string[] | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  maxAge?: number | undefined;
  expires?: string | undefined;
  expiredUrl?: string | undefined;
  starts?: string | undefined;
  maxClicks?: number | undefined;
  forwardQuery?: boolean | undefined;
  forwardPath?: boolean | undefined;
  password?: true | undefined;
  utm?: string[] | undefined;
  rules?: Schemas['Rule'][] | undefined;
  unfurl?: Schemas['Unfurl'] | undefined;
  appLinks?: Schemas['AppLinks'] | undefined;
}

/** The fields of the API that options name, and no others. Asks for the password. Throws UsageError. */
export async function fieldsOf(flags: LinkFlags): Promise<Omit<Schemas['CreateLink'], 'url' | 'domain'>> {
  const { tag, status, expires, starts, password, utm, unfurl, appLinks, rules } = flags;
  const { slug, title, note, maxAge, expiredUrl, maxClicks, forwardQuery, forwardPath } = flags;
  return defined({
    ...{ slug, title, note, maxAge, expiredUrl, maxClicks, forwardQuery, forwardPath, rules },
    tags: tag,
    status: status === undefined ? undefined : (Number(status) as 301 | 302 | 307 | 308),
    expiresAt: expires,
    startsAt: starts,
    password: password ? await secretFromInput('password') : undefined,
    utm: utm && utmOf(utm),
    unfurl: unfurl as (Schemas['Unfurl'] & unknown) | undefined,
    appLinks: appLinks as (Schemas['AppLinks'] & unknown) | undefined,
  });
}

function utmOf(values: readonly string[]): Schemas['Utm'] {
  const entries = values.map(value => {
    const [, name = '', text = ''] = /^(\w+)=(.+)$/.exec(value) ?? [];
    if (UTM.some(each => each === name)) return [name, text];
    throw new UsageError(`--utm ${value}: this must be NAME=VALUE, with a name of ${UTM.join(', ')}`);
  });
  return Object.fromEntries(entries);
}

type Defined<Given> = { [Name in keyof Given]: Exclude<Given[Name], undefined> };

/** An object without what is undefined. */
export const defined = <Given extends object>(given: Given): Partial<Defined<Given>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
    Defined<Given>
  >;
