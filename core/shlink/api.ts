import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { objectOf } from '../json.ts';
import type { Domains } from '../links/domains.ts';
import type { LinkAnswer } from '../links/schema.ts';
import { problemFrom } from '../problem.ts';
import { linksOfPage } from './list.ts';
import { type Hosts, Native, type NativeApi } from './native.ts';
import { ShlinkProblem } from './problem.ts';
import { redirectRulesFrom, rulesFrom } from './rules.ts';
import { linkBodyFrom, type ShortUrl, shortUrlFrom } from './short-url.ts';
import { tagStats, tagsOf } from './tags.ts';
import { visitsList, visitsSince } from './visits.ts';

/** The version of Shlink whose clients this is for. */
const VERSION = '4.6.0';

type Env = {
  Bindings: Hosts;
  Variables: { native: Native; query: URLSearchParams; domain: string | undefined };
};

/**
 * What clients of Shlink ask for short urls, tags and visits, as an app for `fetch(request, { host })`: each request becomes one or a few
 * of our own API's, in the name of the same key.
 * Spec: https://api-spec.shlink.io
 */
export function createShlinkApi({ api, domains, clock }: { api: NativeApi; domains: Domains; clock: Clock }) {
  const app = new Hono<Env>({ getPath: request => pathOf(new URL(request.url).pathname) });

  app.get('/health', c =>
    c.json({ status: 'pass', version: VERSION, links: { about: '/api/docs', project: '/api/docs' } }),
  );

  app.use(async (c, next) => {
    const query = new URL(c.req.url).searchParams;
    c.set('query', query);
    c.set('native', new Native(api, c.env, c.req.header('x-api-key') ?? ''));
    c.set('domain', domainIn(query));
    await next();
    c.header('cache-control', 'no-store');
  });

  app.get('/short-urls', async c => {
    const { page, links, found } = await linksOfPage(c.get('native'), c.get('query'), c.get('domain'));
    const data = await Promise.all(links.map(link => withVisits(link, c.get('native'))));
    const totalItems = found;
    const pagesCount = Math.max(1, Math.ceil(found / page.size));
    return c.json({ shortUrls: { data, pagination: { ...page.told, pagesCount, totalItems } } });
  });

  app.post('/short-urls', async c => {
    const body = linkBodyFrom(objectOf(await c.req.json()));
    return c.json(
      await withVisits(await c.get('native').ask('/api/links', { method: 'POST', body }), c.get('native')),
    );
  });

  app.get('/short-urls/:code', async c => {
    const link = await c
      .get('native')
      .ask<LinkAnswer>(linkPath(c.req.param('code')), { query: { domain: c.get('domain') } });
    return c.json(await withVisits(link, c.get('native')));
  });

  app.patch('/short-urls/:code', async c => {
    const request = {
      method: 'PATCH',
      query: { domain: c.get('domain') },
      body: linkBodyFrom(objectOf(await c.req.json())),
    };
    const link = await c.get('native').ask<LinkAnswer>(linkPath(c.req.param('code')), request);
    return c.json(await withVisits(link, c.get('native')));
  });

  app.delete('/short-urls/:code', async c => {
    await c
      .get('native')
      .ask(linkPath(c.req.param('code')), { method: 'DELETE', query: { domain: c.get('domain') } });
    return c.body(null, 204);
  });

  app.get('/short-urls/:code/redirect-rules', async c => {
    const query = { domain: c.get('domain') };
    return c.json(redirectRulesFrom(await c.get('native').ask(linkPath(c.req.param('code')), { query })));
  });

  app.post('/short-urls/:code/redirect-rules', async c => {
    const body = { rules: rulesFrom(await c.req.json()) };
    const request = { method: 'PATCH', query: { domain: c.get('domain') }, body };
    return c.json(redirectRulesFrom(await c.get('native').ask(linkPath(c.req.param('code')), request)));
  });

  app.get('/short-urls/:code/visits', async c => {
    const path = `${linkPath(c.req.param('code'))}/clicks`;
    const asked = { path, query: { domain: c.get('domain') }, parameters: c.get('query') };
    return c.json({ visits: await visitsList(c.get('native'), asked, clock.now()) });
  });

  app.get('/tags/:tag/visits', async c => {
    const asked = { path: '/api/clicks', query: { tag: c.req.param('tag') }, parameters: c.get('query') };
    return c.json({ visits: await visitsList(c.get('native'), asked, clock.now()) });
  });

  app.get('/domains/:domain/visits', async c => {
    const domain = hostOf(c.req.param('domain'));
    const asked = { path: '/api/clicks', query: { domain }, parameters: c.get('query') };
    return c.json({ visits: await visitsList(c.get('native'), asked, clock.now()) });
  });

  app.get('/visits/non-orphan', async c => {
    const asked = { path: '/api/clicks', query: { domain: c.get('domain') }, parameters: c.get('query') };
    return c.json({ visits: await visitsList(c.get('native'), asked, clock.now()) });
  });

  app.get('/visits/orphan', c => c.json({ visits: { data: [], pagination: NO_PAGES } }));

  app.get('/visits', async c => {
    const since = new Date(clock.now() - 365 * 86_400_000).toISOString();
    const nonOrphanVisits = await visitsSince(
      c.get('native'),
      { path: '/api/clicks', createdAt: since },
      clock.now(),
    );
    return c.json({ visits: { nonOrphanVisits, orphanVisits: { total: 0, nonBots: 0, bots: 0 } } });
  });

  app.get('/tags', async c => c.json({ tags: { data: [...(await tagsOf(c.get('native'))).keys()] } }));
  app.get('/tags/stats', async c => c.json({ tags: { data: await tagStats(c.get('native'), clock.now()) } }));

  app.get('/domains', async c => {
    await c.get('native').ask('/api/links', { query: { limit: 1 } }); // who may not look at links is told no domains either
    const data = domains.all.map((each, index) => ({
      domain: each.host || c.env.host,
      isDefault: index === 0,
      redirects: redirectsOf(each),
    }));
    return c.json({ domains: { data, defaultRedirects: redirectsOf(domains.first) } });
  });

  app.get('/mercure-info', () => {
    throw new ShlinkProblem(501, 'mercure-not-configured', 'Nothing is told as it happens here.');
  });

  app.notFound(c => {
    const what = `${c.req.method} ${c.req.path}`.slice(0, 200);
    return new ShlinkProblem(404, 'not-found', `Nothing here answers ${what} of Shlink's API.`).response();
  });
  app.onError(error => {
    if (error instanceof ShlinkProblem) return error.response();
    if (error instanceof SyntaxError)
      return new ShlinkProblem(400, 'invalid-data', 'The body is not JSON.').response();
    const problem = problemFrom(error);
    return new Response(problem.body(), { status: problem.status, headers: problem.headers() });
  });

  async function withVisits(link: LinkAnswer, native: Native): Promise<ShortUrl> {
    const asked = {
      path: `${linkPath(link.slug)}/clicks`,
      createdAt: link.createdAt,
      query: { domain: link.domain },
    };
    return shortUrlFrom(link, await visitsSince(native, asked, clock.now()));
  }

  /** The domain that is asked for; undefined for the one that the request came to. */
  function domainIn(query: URLSearchParams): string | undefined {
    const domain = query.get('domain');
    return domain === null || domain === '' ? undefined : hostOf(domain);
  }

  function hostOf(domain: string): string | undefined {
    return domain === 'DEFAULT' ? domains.first.host || undefined : domain;
  }

  return app;
}

const NO_PAGES = { currentPage: 1, itemsPerPage: 0, pagesCount: 1, totalItems: 0 };

const PREFIX = '/rest/v3';
const CODES = `${PREFIX}/short-urls/`;
const BELOW_A_CODE = ['visits', 'redirect-rules'];

/** The path as the routes know it: a short code is one segment of it, with its slashes encoded. */
function pathOf(path: string): string {
  if (!path.startsWith(CODES)) return path.slice(PREFIX.length);
  const segments = path.slice(CODES.length).split('/');
  const below =
    segments.length > 1 && BELOW_A_CODE.includes(segments.at(-1) ?? '') ? `/${segments.pop()}` : '';
  return `/short-urls/${segments.join('%2F')}${below}`;
}

const linkPath = (code: string) => `/api/links/${encodeURIComponent(code)}`;

const redirectsOf = ({ rootUrl, notFoundUrl }: { rootUrl: string; notFoundUrl: string }) => ({
  baseUrlRedirect: rootUrl || null,
  regular404Redirect: notFoundUrl || null,
  invalidShortUrlRedirect: notFoundUrl || null,
});
