import type { LinkAnswer } from '../links/schema.ts';
import type { Native, Query } from './native.ts';
import { type Page, pageOf } from './page.ts';
import { invalidData } from './problem.ts';

interface LinkPage {
  links: LinkAnswer[];
  next?: string;
}

/** Pages are found by going through all that come before. */
const MOST_PASSED = 5000;
const USUAL = 10;
const MOST = 100;
const NATIVE_PAGE = 100;

const SORTS: Record<string, string> = { dateCreated: 'created', visits: 'clicks', nonBotVisits: 'clicks' };

/** What nobody can filter by here. */
const NOT_HERE = ['excludeMaxVisitsReached', 'excludeTags[]', 'excludeTagsMode', 'apiKeyName'];

/** The links of a page of the list, and whether there is another page. */
export async function linksOfPage(native: Native, parameters: URLSearchParams, domain: string | undefined) {
  const page = pageOf(parameters, USUAL, MOST);
  const query = { ...queryFrom(parameters), domain, limit: NATIVE_PAGE };
  if (page.offset + page.size > MOST_PASSED)
    throw invalidData({
      page: `is too far: only the first ${MOST_PASSED} are paged here; search for what you look for`,
    });
  const found = await linksUntil(native, query, page, filterFrom(parameters));
  return { page, links: found.slice(page.offset, page.offset + page.size), found: found.length };
}

/** As many links as the page and those before it have, and one more if there is one. */
async function linksUntil(
  native: Native,
  query: Query,
  { offset, size }: Page,
  isWanted: (link: LinkAnswer) => boolean,
) {
  const found: LinkAnswer[] = [];
  let cursor: string | undefined;
  do {
    const { links, next } = await native.ask<LinkPage>('/api/links', { query: { ...query, cursor } });
    found.push(...links.filter(isWanted));
    cursor = next;
  } while (cursor !== undefined && found.length <= offset + size);
  return found;
}

function queryFrom(parameters: URLSearchParams): Query {
  const tags = parameters.getAll('tags[]');
  const [field = 'dateCreated', direction = field === 'dateCreated' ? 'DESC' : 'ASC'] =
    parameters.get('orderBy')?.split('-') ?? [];
  const sort = SORTS[field];
  const wrong = {
    ...(sort === undefined && { orderBy: `is none of ${Object.keys(SORTS).join(', ')}` }),
    ...(tags.length > 1 && parameters.get('tagsMode') === 'any' && { tagsMode: 'can only be all' }),
    ...Object.fromEntries(
      NOT_HERE.filter(name => parameters.has(name)).map(name => [name, 'is nothing to filter by here']),
    ),
  };
  if (Object.keys(wrong).length > 0) throw invalidData(wrong);
  return { q: parameters.get('searchTerm') || undefined, tag: tags, sort, order: direction.toLowerCase() };
}

function filterFrom(parameters: URLSearchParams): (link: LinkAnswer) => boolean {
  const [from, to] = ['startDate', 'endDate'].map(name => Date.parse(parameters.get(name) ?? ''));
  const isCurrent = parameters.get('excludePastValidUntil') !== 'true';
  return ({ createdAt, state }) =>
    !(Date.parse(createdAt) < Number(from)) &&
    !(Date.parse(createdAt) > Number(to)) &&
    (isCurrent || state !== 'expired');
}
