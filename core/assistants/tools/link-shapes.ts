import { z } from 'zod';
import type { Schemas } from '../../../client/client.ts';

/* What tools take and tell of links. The API's own rules are the API's: here is what a model needs to know beforehand. */

const TIME = 'with its zone, e.g. 2030-12-24T18:00:00+01:00';

const rule = z.strictObject({
  url: z.string().max(8192).describe('where visitors are led for whom all conditions of this rule hold'),
  country: z.array(z.string()).max(50).optional().describe('codes of two letters, e.g. ["DE","AT"]'),
  language: z.array(z.string()).max(50).optional().describe('e.g. ["de","pt-BR"]'),
  device: z.array(z.enum(['mobile', 'tablet', 'desktop'])).optional(),
  os: z.array(z.enum(['ios', 'android', 'windows', 'macos', 'linux', 'chromeos'])).optional(),
  browser: z.array(z.enum(['chrome', 'safari', 'firefox', 'edge', 'samsung', 'opera'])).optional(),
  from: z.string().optional().describe(`from this time on, ${TIME}`),
  until: z.string().optional().describe(`before this time, ${TIME}`),
  weight: z.number().int().min(1).max(99).optional().describe('percent of visitors, for A/B tests'),
});

const utmValue = z.string().max(200).optional();

/** The settings of a link besides its url and its slug. */
const SETTINGS = {
  title: z.string().max(300).describe('for people who look for the link'),
  tags: z.array(z.string().max(50)).max(20).describe('all tags: the list replaces the one before'),
  note: z.string().max(2000),
  startsAt: z.string().describe(`the link leads nowhere before it; ${TIME}`),
  expiresAt: z.string().describe(`from then on it leads nowhere, or to expiredUrl; ${TIME}`),
  expiredUrl: z.string().max(8192),
  maxClicks: z.number().int().min(1).describe('after so many clicks of people it leads nowhere'),
  status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]).describe('301 if unsure'),
  forwardQuery: z.boolean().describe("whether the short url's query is passed on"),
  forwardPath: z.boolean().describe('whether what stands behind the slug is passed on'),
  utm: z
    .strictObject({
      source: utmValue,
      medium: utmValue,
      campaign: utmValue,
      term: utmValue,
      content: utmValue,
      id: utmValue,
    })
    .describe('added to the url as utm_source and so on'),
  rules: z.array(rule).max(20).describe('the first that holds for a visitor says where the link leads'),
  unfurl: z
    .union([
      z.literal('auto'),
      z.strictObject({
        title: z.string().max(300).optional(),
        description: z.string().max(2000).optional(),
        image: z.string().max(8192).optional(),
      }),
    ])
    .describe('the card in chat apps: "auto" shows the destination\'s own'),
  password: z.string().max(128).describe('visitors are asked for it; no answer ever shows it'),
};

type Shape = typeof SETTINGS;
const entries = Object.entries(SETTINGS) as [keyof Shape, z.ZodType][];

export const DOMAIN = z.string().max(253).optional().describe('the short domain; the first one without it');
export const SLUG = z
  .string()
  .min(1)
  .max(64)
  .describe('what stands behind the short domain, e.g. "spring" or "promo/spring"');
const url = z.string().min(1).max(8192).describe('where it leads: an absolute http or https address');

export const newLink = z.strictObject({
  url,
  slug: SLUG.optional().describe('chosen by you or the user; without it a short one is generated'),
  domain: DOMAIN,
  ...(Object.fromEntries(entries.map(([name, schema]) => [name, schema.optional()])) as {
    [Name in keyof Shape]: z.ZodOptional<Shape[Name]>;
  }),
});

export const change = z
  .strictObject({
    url: url.optional(),
    slug: SLUG.optional().describe('renames the link; the old slug goes on leading there'),
    ...(Object.fromEntries(
      entries.map(([name, schema]) => [
        name,
        schema
          .nullable()
          .optional()
          .describe(schema.description ?? ''),
      ]),
    ) as { [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>> }),
  })
  .describe('what is given changes, the rest stays; null takes a setting away');

const VERSION = z.number().int().min(1);

/** Which link, and as which version of it the model knows it. */
export const namedLink = z.strictObject({
  slug: SLUG,
  domain: DOMAIN,
  version: VERSION.optional().describe(
    'the version you have seen (find_links, get_link and dry runs tell it); needed when dryRun is false',
  ),
});
export type NamedLink = z.output<typeof namedLink>;

export const linkLine = z.object({
  slug: z.string(),
  domain: z.string().optional(),
  shortUrl: z.string(),
  url: z.string(),
  title: z.string().optional(),
  state: z.enum(['active', 'scheduled', 'expired', 'deleted']),
  tags: z.array(z.string()),
  clicks: z.number().optional(),
  version: VERSION,
  changedAt: z.string(),
});
export type LinkLine = z.output<typeof linkLine>;

export type Link = Schemas['Link'];

/** A link in a list. */
export function lineOf(link: Link & { clicks?: number }): LinkLine {
  const { slug, domain, shortUrl, url, title, state, tags, clicks, version, changedAt } = link;
  return {
    slug,
    ...(domain !== undefined && { domain }),
    shortUrl,
    url,
    ...(title !== undefined && { title }),
    state,
    tags,
    ...(clicks !== undefined && { clicks }),
    version,
    changedAt,
  };
}

/** The same as a line of text. */
export function textOf({ shortUrl, url, title, state, tags, clicks, version }: LinkLine): string {
  const more = [
    `version ${version}`,
    ...(state === 'active' ? [] : [state]),
    ...(clicks === undefined ? [] : [`${clicks} clicks`]),
    ...(title === undefined ? [] : [`"${title}"`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
  ];
  return `${shortUrl} → ${url} (${more.join('; ')})`;
}
