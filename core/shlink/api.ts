import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import type { Domains } from '../links/domains.ts';
import { problemFrom } from '../problem.ts';
import type { Asked, ShlinkApp, ShlinkEnv } from './app.ts';
import { Native, type NativeApi } from './native.ts';
import { ShlinkProblem } from './problem.ts';
import { addShortUrls } from './short-url-routes.ts';
import { addTags } from './tags.ts';
import { addVisits } from './visit-routes.ts';

/** The version of Shlink whose clients this is for: by it they know that rules may ask for browsers and dates. */
const VERSION = '5.1.0';

/**
 * What clients of Shlink ask for short urls, tags and visits, as an app for `fetch(request, { host })`: each request becomes one or a few
 * of our own API's, in the name of the same key.
 * Spec: https://api-spec.shlink.io
 */
export function createShlinkApi({ api, domains, clock }: { api: NativeApi; domains: Domains; clock: Clock }) {
  const app: ShlinkApp = new Hono<ShlinkEnv>({ getPath: request => pathOf(new URL(request.url).pathname) });
  const hostOf = (domain: string) =>
    domain === 'DEFAULT' ? domains.first.host || undefined : domain || undefined;

  app.get('/health', c =>
    c.json({ status: 'pass', version: VERSION, links: { about: '/api/docs', project: '/api/docs' } }),
  );
  app.use(async (c, next) => {
    const query = new URL(c.req.url).searchParams;
    c.set('query', query);
    c.set('native', new Native(api, c.env, c.req.header('x-api-key') ?? ''));
    c.set('domain', hostOf(query.get('domain') ?? ''));
    await next();
    c.header('cache-control', 'no-store');
  });
  addShortUrls(app, clock);
  addVisits(app, hostOf, clock);
  addTags(app, clock);
  addDomains(app, domains);
  addFixed(app);
  app.get('/mercure-info', () => {
    throw new ShlinkProblem(501, 'mercure-not-configured', 'Nothing is told as it happens here.');
  });
  refuseTheRest(app);
  return app;
}

function addDomains(app: ShlinkApp, domains: Domains): void {
  const redirectsOf = ({ rootUrl, notFoundUrl }: { rootUrl: string; notFoundUrl: string }) => ({
    baseUrlRedirect: rootUrl || null,
    regular404Redirect: notFoundUrl || null,
    invalidShortUrlRedirect: notFoundUrl || null,
  });
  app.get('/domains', async c => {
    await c.get('native').ask('/api/links', { query: { limit: 1 } }); // who may not look at links is told no domains either
    const data = domains.all.map((each, index) => ({
      domain: each.host || c.env.host,
      isDefault: index === 0,
      redirects: redirectsOf(each),
    }));
    return c.json({ domains: { data, defaultRedirects: redirectsOf(domains.first) } });
  });
}

/** What there is to see and not to change. Who has no key is told that first. */
function addFixed(app: ShlinkApp): void {
  const refuse = (detail: string) => async (c: Asked) => {
    await c.get('native').ask('/api/links', { query: { limit: 1 } });
    throw new ShlinkProblem(403, 'forbidden', detail);
  };
  app.patch(
    '/domains/redirects',
    refuse('Where a domain leads is said in the settings of the deployment, and changed there.'),
  );
  app.delete(
    '/short-urls/:code/visits',
    refuse('Clicks are counted and not kept one by one; none can be deleted.'),
  );
  app.delete('/visits/orphan', async c => {
    await c.get('native').ask('/api/links', { query: { limit: 1 } });
    return c.json({ deletedVisits: 0 });
  });
}

function refuseTheRest(app: ShlinkApp): void {
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
}

const PREFIX = '/rest/v3';
const BELOW_A_CODE = ['visits', 'redirect-rules'];
/** What stands in the path, and what may be below it. */
const NAMED: Record<string, string[]> = { '/short-urls/': BELOW_A_CODE, '/tags/': ['visits'] };

/** The path as the routes know it: a short code is one segment of it, with its slashes encoded, and so is a tag. */
function pathOf(whole: string): string {
  const path = whole.slice(PREFIX.length);
  const [above, below] = Object.entries(NAMED).find(([name]) => path.startsWith(name)) ?? [];
  if (above === undefined || below === undefined || path === '/tags/stats') return path;
  const segments = path.slice(above.length).split('/');
  const last = segments.length > 1 && below.includes(segments.at(-1) ?? '') ? `/${segments.pop()}` : '';
  return `${above}${segments.join('%2F')}${last}`;
}
