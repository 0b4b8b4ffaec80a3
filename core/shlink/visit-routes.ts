import type { Clock } from '../clock.ts';
import { type Asked, linkPathOf, type ShlinkApp } from './app.ts';
import { visitsList, visitsSince } from './visits.ts';

const YEAR_MS = 365 * 86_400_000;
const NONE = { total: 0, nonBots: 0, bots: 0 };
const NO_PAGES = { currentPage: 1, itemsPerPage: 0, pagesCount: 1, totalItems: 0 };

/** Adds what is asked of visits. */
export function addVisits(
  app: ShlinkApp,
  hostOf: (domain: string) => string | undefined,
  clock: Clock,
): void {
  const list = async (c: Asked, path: string, query: Record<string, string | undefined>) => {
    const asked = { path, query, parameters: c.get('query') };
    return c.json({ visits: await visitsList(c.get('native'), asked, clock.now()) });
  };

  app.get('/short-urls/:code/visits', c => list(c, `${linkPathOf(c)}/clicks`, { domain: c.get('domain') }));
  app.get('/tags/:tag/visits', c => list(c, '/api/clicks', { tag: c.req.param('tag') }));
  app.get('/domains/:domain/visits', c => list(c, '/api/clicks', { domain: hostOf(c.req.param('domain')) }));
  app.get('/visits/non-orphan', c => list(c, '/api/clicks', { domain: c.get('domain') }));
  app.get('/visits/orphan', c => c.json({ visits: { data: [], pagination: NO_PAGES } }));

  app.get('/visits', async c => {
    const createdAt = new Date(clock.now() - YEAR_MS).toISOString();
    const asked = { path: '/api/clicks', createdAt };
    const nonOrphanVisits = await visitsSince(c.get('native'), asked, clock.now());
    return c.json({ visits: { nonOrphanVisits, orphanVisits: NONE } });
  });
}
