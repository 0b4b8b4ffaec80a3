import type { Clock } from '../clock.ts';
import { objectOf } from '../json.ts';
import type { LinkAnswer } from '../links/schema.ts';
import { type Asked, linkPath, linkPathOf, type ShlinkApp } from './app.ts';
import { linksOfPage } from './list.ts';
import { redirectRulesFrom, rulesFrom } from './rules.ts';
import { linkBodyFrom, type ShortUrl, shortUrlFrom } from './short-url.ts';
import { type VisitsSummary, visitsSince } from './visits.ts';

/** Adds what is asked of short urls, and of the rules by which they lead. */
export function addShortUrls(app: ShlinkApp, clock: Clock): void {
  app.get('/short-urls', async c => {
    const hasClicksLeft = async (link: LinkAnswer) =>
      (await visitsOf(link, c)).nonBots < (link.maxClicks ?? Number.POSITIVE_INFINITY);
    const { page, links, found } = await linksOfPage(
      c.get('native'),
      c.get('query'),
      c.get('domain'),
      hasClicksLeft,
    );
    const data = await Promise.all(links.map(link => withVisits(link, c)));
    const pagesCount = Math.max(1, Math.ceil(found / page.size));
    return c.json({ shortUrls: { data, pagination: { ...page.told, pagesCount, totalItems: found } } });
  });

  app.post('/short-urls', async c => {
    const body = linkBodyFrom(objectOf(await c.req.json()));
    const link = await c.get('native').ask<LinkAnswer>('/api/links', { method: 'POST', body });
    return c.json(await withVisits(link, c));
  });

  app.get('/short-urls/:code', async c => c.json(await withVisits(await askFor(c, 'GET'), c)));

  app.patch('/short-urls/:code', async c => {
    // The domain is said in the query; the web client has it in the body, too.
    const { domain: _, ...given } = objectOf(await c.req.json());
    return c.json(await withVisits(await askFor(c, 'PATCH', linkBodyFrom(given)), c));
  });

  app.delete('/short-urls/:code', async c => {
    await askFor(c, 'DELETE');
    return c.body(null, 204);
  });

  app.get('/short-urls/:code/redirect-rules', async c => c.json(redirectRulesFrom(await askFor(c, 'GET'))));

  app.post('/short-urls/:code/redirect-rules', async c => {
    const body = { rules: rulesFrom(await c.req.json()) };
    return c.json(redirectRulesFrom(await askFor(c, 'PATCH', body)));
  });

  const askFor = (c: Asked, method: string, body?: object): Promise<LinkAnswer> =>
    c.get('native').ask(linkPathOf(c), { method, query: { domain: c.get('domain') }, body });

  const withVisits = async (link: LinkAnswer, c: Asked): Promise<ShortUrl> =>
    shortUrlFrom(link, await visitsOf(link, c));

  async function visitsOf(link: LinkAnswer, c: Asked): Promise<VisitsSummary> {
    const path = `${linkPath(link.slug)}/clicks`;
    const asked = { path, createdAt: link.createdAt, query: { domain: link.domain } };
    return await visitsSince(c.get('native'), asked, clock.now());
  }
}
