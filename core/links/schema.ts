import { z } from '@hono/zod-openapi';
import { not, strict } from '../api/schema.ts';
import { DEFAULTS, STATUSES } from './link.ts';
import { BROWSERS, DEVICES, SYSTEMS } from './rules.ts';
import { MAX_NOTE, MAX_RULES, MAX_TAG, MAX_TAGS, MAX_TITLE } from './sizes.ts';
import { SLUG_EXPECTED } from './slug.ts';
import { MAX_URL_LENGTH, URL_EXPECTED } from './url.ts';

/** The longest that the edge may keep an answer: an edit would take as long. */
export const MAX_AGE = 86_400;
const MAX_VALUES = 50;
const MAX_UTM = 200;
const MAX_CLICKS = 1_000_000_000;
const PASSWORD = { least: 4, most: 128 };

const TIME_EXPECTED = 'a time with its zone, to the second, e.g. 2030-12-24T18:00:00Z';

const PACKAGE_EXPECTED = 'the id of an app, e.g. com.example.app';

/** What each field of a request may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED: Record<string, string> = {
  url: URL_EXPECTED,
  slug: SLUG_EXPECTED,
  domain: 'one of the short domains',
  title: `1 to ${MAX_TITLE} characters`,
  tags: `at most ${MAX_TAGS} tags, each of 1 to ${MAX_TAG} characters`,
  note: `1 to ${MAX_NOTE} characters`,
  startsAt: TIME_EXPECTED,
  expiresAt: TIME_EXPECTED,
  expiredUrl: URL_EXPECTED,
  status: `one of ${STATUSES.join(', ')}`,
  maxAge: `a whole number of seconds, 0 to ${MAX_AGE}`,
  forwardQuery: 'true or false',
  forwardPath: 'true or false',
  utm: 'an object of source, medium, campaign, term, content and id',
  'utm.source': `1 to ${MAX_UTM} characters`,
  'utm.medium': `1 to ${MAX_UTM} characters`,
  'utm.campaign': `1 to ${MAX_UTM} characters`,
  'utm.term': `1 to ${MAX_UTM} characters`,
  'utm.content': `1 to ${MAX_UTM} characters`,
  'utm.id': `1 to ${MAX_UTM} characters`,
  rules: `a list of at most ${MAX_RULES} rules`,
  'rules.url': URL_EXPECTED,
  'rules.device': `a list of ${DEVICES.join(', ')}`,
  'rules.os': `a list of ${SYSTEMS.join(', ')}`,
  'rules.browser': `a list of ${BROWSERS.join(', ')}`,
  'rules.language': 'a list of language tags, e.g. de or pt-BR',
  'rules.country': 'a list of ISO 3166 codes of two letters, e.g. DE',
  'rules.from': TIME_EXPECTED,
  'rules.until': TIME_EXPECTED,
  'rules.weight': 'a whole number of percent, 1 to 99',
  maxClicks: `a whole number, 1 to ${MAX_CLICKS}`,
  password: `${PASSWORD.least} to ${PASSWORD.most} characters`,
  unfurl: '"auto", or an object of title, description and image',
  'unfurl.title': `1 to ${MAX_TITLE} characters`,
  'unfurl.description': `1 to ${MAX_NOTE} characters`,
  'unfurl.image': URL_EXPECTED,
  appLinks: 'an object of ios and android',
  'appLinks.ios': 'an object of url and store',
  'appLinks.ios.url': URL_EXPECTED,
  'appLinks.ios.store': URL_EXPECTED,
  'appLinks.android': 'an object of url, package and store',
  'appLinks.android.url': URL_EXPECTED,
  'appLinks.android.package': PACKAGE_EXPECTED,
  'appLinks.android.store': URL_EXPECTED,
  purge: 'true or false',
  version: 'the number of an earlier version',
  oldSlugUntil: `${TIME_EXPECTED}, or null for ever`,
};

const say = (name: string) => EXPECTED[name] ?? '';

/** Control characters and halves of characters would break whatever shows the text. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;
const UNFIT_BUT_LINES = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

const text = (most: number, least = 1) => {
  const reason = `has not ${least} to ${most} characters`;
  return z.string(not('text')).trim().min(least, reason).max(most, reason);
};
const line = (most: number) => text(most).refine(value => !UNFIT.test(value), 'holds a control character');
const lines = (most: number) =>
  text(most).refine(value => !UNFIT_BUT_LINES.test(value), 'holds a control character');

/** The rules of urls are in `url.ts`, and stated there alone. */
const url = z.string(not('text')).openapi({ format: 'uri', maxLength: MAX_URL_LENGTH });

const number = (least: number, most: number) => {
  const reason = `is not from ${least} to ${most}`;
  return z.number(not('a number')).int('is not a whole number').min(least, reason).max(most, reason);
};

/** Any zone is taken, and UTC kept, and a part of a second counts as one. https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
const time = z
  .string(not('text'))
  .regex(/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/, 'is not a valid time')
  .transform((value, context) => {
    const at = Date.parse(value);
    if (!(at < END) || !isThatDay(value, at)) {
      context.addIssue({ code: 'custom', message: 'is no time of any calendar' });
      return z.NEVER;
    }
    return new Date(Math.ceil(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  })
  .openapi({ format: 'date-time' });

/** Times are compared as texts, in which a year has four digits. */
const END = Date.UTC(9999, 11, 31, 23, 59, 59) + 1;

/** `Date.parse` takes the 31st of February for a day in March. */
function isThatDay(value: string, at: number): boolean {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(value);
  const minutes = zone ? Number(`${zone[1]}1`) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  return new Date(at + minutes * 60_000).toISOString().slice(0, 10) === value.slice(0, 10);
}

const listOf = <Item extends z.ZodType>(item: Item, most: number) => {
  const reason = `has not 1 to ${most} items`;
  return z.array(item, not('a list')).min(1, reason).max(most, reason);
};
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  listOf(z.enum(words, { error: 'is none of them' }), words.length);

const RuleInput = strict(
  {
    url,
    device: oneOf(DEVICES).optional(),
    os: oneOf(SYSTEMS).optional(),
    browser: oneOf(BROWSERS).optional(),
    language: listOf(
      z.string(not('text')).regex(/^(?=.{2,35}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is no language tag'), // https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1
      MAX_VALUES,
    ).optional(),
    country: listOf(
      z
        .string(not('text'))
        .regex(/^[A-Za-z]{2}$/, 'is no code of two letters')
        .transform(code => code.toUpperCase()),
      MAX_VALUES,
    ).optional(),
    from: time.optional(),
    until: time.optional(),
    weight: number(1, 99).optional(),
  },
  'a rule',
).openapi('Rule');

const utmValue = line(MAX_UTM).optional();
const UtmInput = strict(
  { source: utmValue, medium: utmValue, campaign: utmValue, term: utmValue, content: utmValue, id: utmValue },
  'utm',
).openapi('Utm');

const UnfurlInput = z
  .union(
    [
      z.literal('auto'),
      strict(
        { title: line(MAX_TITLE).optional(), description: lines(MAX_NOTE).optional(), image: url.optional() },
        'unfurl',
      ),
    ],
    { error: 'is neither "auto" nor such an object' },
  )
  .openapi('Unfurl');

const AppLinksInput = strict(
  {
    ios: strict({ url: url.optional(), store: url }, 'appLinks.ios').optional().openapi({
      description:
        'For iPhones: the store, or a page that has both ways where the app has an address of its own, `url`.',
    }),
    android: strict(
      {
        url: url.optional(),
        // https://developer.android.com/build/configure-app-module#set-application-id
        package: z
          .string(not('text'))
          .regex(/^(?=.{3,255}$)[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'is no id of an app')
          .openapi({ description: PACKAGE_EXPECTED }),
        store: url.optional(),
      },
      'appLinks.android',
    )
      .optional()
      .openapi({
        description:
          'For Android: the app by its own address, `url`, and the store where it is not there; the store alone without one. Google’s store, unless another is named.',
      }),
  },
  'appLinks',
).openapi('AppLinks');

export const tag = line(MAX_TAG);

/** The shape only; what fields mean together, and the rules of urls and slugs, are in their own modules. */
const shape = {
  url: url.openapi({ description: URL_EXPECTED }),
  title: line(MAX_TITLE).openapi({
    description: 'For people who look for the link, and who look where it leads by a + behind it.',
  }),
  tags: z
    .array(tag, not('a list'))
    .max(MAX_TAGS, `has more than ${MAX_TAGS} tags`)
    .openapi({ description: say('tags'), default: DEFAULTS.tags }),
  note: lines(MAX_NOTE),
  startsAt: time.openapi({ description: 'Until then there is no link, as far as anybody can tell.' }),
  expiresAt: time.openapi({ description: 'From then on the link leads nowhere, or to `expiredUrl`.' }),
  expiredUrl: url,
  status: z
    .union(
      STATUSES.map(status => z.literal(status)),
      { error: issue => (issue.input === undefined ? 'is missing' : 'is none of them') },
    )
    .openapi({ description: say('status'), default: DEFAULTS.status }),
  maxAge: number(0, MAX_AGE).openapi({
    description: 'Seconds for which the edge may answer without asking; an edit takes as long.',
    default: DEFAULTS.maxAge,
  }),
  forwardQuery: z.boolean(not('true or false')).openapi({
    description: 'Whether the query of the short url is added to the url’s.',
    default: DEFAULTS.forwardQuery,
  }),
  forwardPath: z.boolean(not('true or false')).openapi({
    description: 'Whether what stands behind the slug is added to the url’s path.',
    default: DEFAULTS.forwardPath,
  }),
  utm: UtmInput.openapi({
    description: 'Added to the url as utm_source and so on; what is there already stays.',
  }),
  rules: z
    .array(RuleInput, not('a list'))
    .max(MAX_RULES, `has more than ${MAX_RULES} rules`)
    .openapi({ description: 'The first that holds for a visitor says where the link leads.' }),
  maxClicks: number(1, MAX_CLICKS).openapi({
    description: 'After so many clicks of people it leads nowhere.',
  }),
  password: z
    .string(not('text'))
    .min(PASSWORD.least, `has fewer than ${PASSWORD.least} characters`)
    .max(PASSWORD.most, `has more than ${PASSWORD.most} characters`)
    .openapi({ description: 'Asked for on a page of our own. Only a hash of it is kept.' }),
  unfurl: UnfurlInput.openapi({ description: 'What chat apps show of the link.' }),
  appLinks: AppLinksInput.openapi({
    description:
      'Where people with a phone are led whom no rule leads, and whose app was not opened by itself.',
  }),
};

const slug = z
  .string(not('text'))
  .openapi({ description: `${SLUG_EXPECTED}. Without one, the same request always gets the same slug.` });

const { url: _url, ...rest } = shape;
const optional = Object.fromEntries(
  Object.entries(rest).map(([name, schema]) => [name, schema.optional()]),
) as { [Name in keyof typeof rest]: z.ZodOptional<(typeof rest)[Name]> };
const erasable = Object.fromEntries(
  Object.entries(rest).map(([name, schema]) => [name, schema.nullable().optional()]),
) as { [Name in keyof typeof rest]: z.ZodOptional<z.ZodNullable<(typeof rest)[Name]>> };

export const CreateLink = strict(
  { url: shape.url, slug: slug.optional(), domain: z.string(not('text')).optional(), ...optional },
  'a link',
).openapi('CreateLink', { example: { url: 'https://www.example.com/spring?utm_source=poster' } });
export type CreateLink = z.infer<typeof CreateLink>;

/** The settings that a change may have. */
export const EDITABLE = { url: shape.url.optional(), ...erasable };

/** What is not there stays as it is; null makes it what it is without being said. */
export const EditLink = strict(
  {
    ...EDITABLE,
    slug: slug.optional(),
    oldSlugUntil: time.nullable().optional(),
    purge: z.boolean(not('true or false')).optional().openapi({
      description: 'Whether the edges shall forget the link at once, in place of within its maxAge.',
    }),
  },
  'a change of a link',
).openapi('EditLink', { example: { title: 'Spring sale', expiresAt: '2030-12-24T18:00:00Z' } });
export type EditLink = z.infer<typeof EditLink>;

const at = z.string().openapi({ format: 'date-time' });

export const LinkAnswer = z
  .object({
    slug: z.string(),
    domain: z.string().optional().openapi({ description: 'Where it is not the first short domain.' }),
    url: z.string().openapi({ description: 'The url, a URI of RFC 3986.', format: 'uri' }),
    shortUrl: z.string().openapi({ format: 'uri' }),
    qr: z.string().optional().openapi({
      description:
        'Where anybody gets the QR code of the link, as SVG; with `.png` behind it as PNG. Not there while the short domain has no name of its own.',
      format: 'uri',
    }),
    state: z.enum(['active', 'scheduled', 'expired', 'deleted']),
    title: z.string().optional(),
    tags: z.array(z.string()),
    note: z.string().optional(),
    startsAt: at.optional(),
    expiresAt: at.optional(),
    expiredUrl: z.string().optional(),
    status: z.number().int(),
    maxAge: z.number().int(),
    forwardQuery: z.boolean(),
    forwardPath: z.boolean(),
    utm: UtmInput,
    rules: z.array(RuleInput),
    maxClicks: z.number().int().optional(),
    hasPassword: z.boolean(),
    unfurl: UnfurlInput.optional(),
    appLinks: AppLinksInput.optional(),
    version: z.number().int(),
    createdAt: at,
    createdBy: z.string().openapi({ description: 'The id of the key that made the link.' }),
    changedAt: at,
    changedBy: z.string(),
    deletedAt: at.optional(),
    nextChangeAt: at.optional().openapi({ description: 'When the next change comes that was ordered.' }),
    effectiveWithinSeconds: z.number().openapi({
      description:
        'The link as answered here is in force everywhere within this time, and so is a change of it that is made now.',
      example: DEFAULTS.maxAge,
    }),
    purged: z.boolean().optional().openapi({
      description:
        'Where a purge was asked for: whether the edges were told to forget the link. The change is made either way.',
    }),
    dryRun: z
      .object({
        status: z
          .number()
          .int()
          .openapi({ description: 'What the request itself would have been answered.' }),
      })
      .optional()
      .openapi({ description: 'Nothing was written: this is the link as the request would leave it.' }),
  })
  .openapi('Link');
export type LinkAnswer = z.infer<typeof LinkAnswer>;
