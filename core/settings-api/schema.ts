import { z } from '@hono/zod-openapi';
import { CATEGORIES } from '../crawlers/policy.ts';

/** Where a value comes from, and so where to change it. */
const from = (setting: string, words = '') => ({
  description: `${words}${words && ' '}infra/settings.yml: ${setting}`,
});

const ShortDomain = z
  .object({
    host: z
      .string()
      .openapi(from('shortDomain; shortDomains has the others', 'Its name, on a laptop with the port.')),
    origin: z.string().openapi({ description: 'What its short urls begin with.', format: 'uri' }),
    isDefault: z
      .boolean()
      .openapi({ description: 'Whether links are made on it where nobody names another one.' }),
    caseSensitive: z.boolean().openapi(from('caseSensitive', 'Whether /Spring and /spring are two links.')),
    slugsWithDots: z.boolean().openapi(from('slugsWithDots', 'Whether slugs may hold dots.')),
    rootUrl: z.string().optional().openapi(from('rootUrl', 'Where / leads; missing for nowhere.')),
    notFoundUrl: z
      .string()
      .optional()
      .openapi(from('notFoundUrl', 'Where people are sent whose link is none; missing for nowhere.')),
    robots: z
      .enum(['all', 'none', 'own'])
      .openapi(from('robots', 'What robots.txt says; own: lines of the operator’s.')),
    appLinks: z
      .object({ apple: z.boolean(), android: z.boolean() })
      .openapi(from('appLinks', 'Whether the systems of phones are told of an app that opens its links.')),
  })
  .openapi('ShortDomain');

const Links = z.object({
  urlSchemes: z
    .array(z.string())
    .openapi(from('urlSchemes', 'The schemes that links may have; http and https always.')),
  blockedHosts: z
    .array(z.string())
    .openapi(from('blockedHosts', 'Hosts that no link may lead to, each with all below it.')),
  defaults: z
    .object({ status: z.number().int(), maxAge: z.number().int() })
    .openapi({ description: 'What a link has that says nothing else: send status or maxAge with the link.' }),
});

const Site = z.object({
  hosts: z.array(z.string()).openapi(from('siteDomain', 'Where the app is, and pages for crawlers.')),
  pageParameters: z
    .array(z.string())
    .openapi(from('pageParameters', 'The query parameters that make another page; all others are dropped.')),
  sitemap: z
    .string()
    .optional()
    .openapi(from('sitemap', 'The path of the sitemap that is looked at hourly; missing for none.')),
  htmlPages: z.boolean().openapi(from('htmlPages', 'Whether paths that end in .html are pages of the app.')),
  viewerRequest: z
    .enum(['lambda', 'cloudfront-function'])
    .openapi(from('viewerRequest', 'Where a person is told from a crawler.')),
  renderer: z.enum(['lambda', 'fargate']).openapi(from('renderer', 'Who renders what is queued.')),
  renderIsolation: z
    .enum(['shared', 'strict'])
    .openapi(from('renderIsolation', 'What pages share while they are rendered: caches, or nothing.')),
});

const most = (setting: string, words: string) => z.number().int().openapi(from(setting, words));

const LimitsInForce = z
  .object({
    readsPerKey: most('readsPerKey', 'Calls a minute of one key that read.'),
    writesPerKey: most('writesPerKey', 'Its other calls a minute.'),
    requestsPerSecond: most(
      'requestsPerSecond',
      'Requests a second past the edge’s cache, of the API and of links, for all clients together.',
    ),
    requestsAtOnce: most('requestsAtOnce', 'So many of them at once.'),
    rendersPerMinute: most('rendersPerMinute', 'Pages a minute that are rendered while crawlers wait.'),
    rendersPerClient: most('rendersPerClient', 'Of these, for one client that has not proved who it is.'),
    rendersPerDay: most('rendersPerDay', 'Pages a day that are rendered again.'),
    renderDeadlineMs: most(
      'renderDeadlineMs',
      'How long a crawler waits for a page that has no snapshot, in milliseconds.',
    ),
  })
  .openapi('LimitsInForce');

const gets = z.enum(['page', 'app']);

const Crawlers = z.object({
  categories: z
    .array(
      z.object({
        category: z.enum(CATEGORIES),
        who: z.string().openapi({ description: 'Who that is, in words.' }),
        gets,
        isDefault: z.boolean().openapi({ description: 'Whether it would get the same without settings.' }),
      }),
    )
    .openapi(from('crawlers.categories', 'Who gets the finished page, and who the app.')),
  names: z
    .array(z.object({ name: z.string(), gets }))
    .openapi(from('crawlers.names', 'Who is named, which counts before all else. In small letters.')),
});

const part = (setting: string, words: string) => z.boolean().openapi(from(setting, words));

const Parts = z.object({
  events: part('events', 'Changes of links are events on a bus of EventBridge.'),
  webhooks: z.number().int().openapi(from('webhooks', 'So many addresses are told of changes of links.')),
  webRisk: part('webRiskSecret', 'New destinations are looked up at Google’s Web Risk.'),
  loki: part('lokiUrl', 'Log lines are shipped to Grafana Loki.'),
  indexNow: part('indexNowKey', 'Search engines are told of pages that have changed.'),
});

export const SettingsAnswer = z
  .object({
    version: z.string().openapi({ description: 'Of Signpost: package.json, version.' }),
    stage: z
      .string()
      .openapi({ description: 'The block of infra/settings.yml that was deployed; a laptop has dev.' }),
    shortDomains: z.array(ShortDomain).openapi({ description: 'The default first.' }),
    links: Links,
    site: Site,
    limits: LimitsInForce,
    crawlers: Crawlers,
    parts: Parts.openapi({ description: 'What may be on or off.' }),
  })
  .openapi('Settings');
export type SettingsAnswer = z.infer<typeof SettingsAnswer>;
