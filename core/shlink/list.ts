import { tagName } from '../links/hints/tags.ts';
import { wantedWords } from '../links/hints/words.ts';
import type { LinkAnswer } from '../links/schema.ts';
import type { Native, Query } from './native.ts';
import { pageOf } from './page.ts';
import { invalidData } from './problem.ts';
import { timeIn } from './time.ts';

type Listed = LinkAnswer & { clicks?: number };

interface LinkPage {
  links: Listed[];
  next?: string;
}

/** Pages are found by going through all that come before, and texts are put in order by reading all. */
const MOST_PASSED = 5000;
/** So many are gone through for `totalItems`, whatever page is asked for. */
const COUNTED = 1000;
const USUAL = 10;
const MOST = 100;
const NATIVE_PAGE = 100;

/** What our own list is in the order of. */
const SORTS: Record<string, string> = { dateCreated: 'created', visits: 'clicks', nonBotVisits: 'clicks' };
/** What is put in order here. */
const TEXTS: Record<string, (link: Listed) => string> = {
  shortCode: ({ slug }) => slug,
  longUrl: ({ url }) => url,
  title: ({ title = '' }) => title,
};

interface Order {
  sort: string;
  isDescending: boolean;
  text: ((link: Listed) => string) | undefined;
}

/** Which links are wanted, besides what our own list can be asked for. */
type Wanted = (link: Listed) => boolean | Promise<boolean>;

/**
 * The links of a page of the list, and how many there are: of more than a thousand, as many as were gone through.
 *
 * @param hasClicksLeft whether a link has not had all of its clicks
 */
export async function linksOfPage(
  native: Native,
  parameters: URLSearchParams,
  domain: string | undefined,
  hasClicksLeft: (link: LinkAnswer) => Promise<boolean> = async () => true,
) {
  const page = pageOf(parameters, USUAL, MOST);
  const order = orderOf(parameters);
  if (page.offset + page.size > MOST_PASSED)
    throw invalidData({
      page: `is too far: only the first ${MOST_PASSED} are paged here; search for what you look for`,
    });
  const streams = queriesOf(parameters, order, domain).map(query => linksOf(native, query));
  const isWanted = filterOf(parameters, hasClicksLeft);
  const days = daysOf(parameters);
  const enough = order.text ? Number.POSITIVE_INFINITY : Math.max(page.offset + page.size + 1, COUNTED);
  const found: Listed[] = [];
  let passed = 0;
  for await (const link of merged(streams, order)) {
    if (passed === MOST_PASSED && order.text)
      throw invalidData({ orderBy: `takes ${MOST_PASSED} at most; search for what you look for` });
    if (passed === MOST_PASSED || found.length >= enough || isBehindAll(link, days, order)) break;
    passed++;
    if (await isWanted(link)) found.push(link);
  }
  const sorted = order.text ? byText(found, order) : found;
  return { page, links: sorted.slice(page.offset, page.offset + page.size), found: found.length };
}

function orderOf(parameters: URLSearchParams): Order {
  const [field = 'dateCreated', direction = field === 'dateCreated' ? 'DESC' : 'ASC'] =
    parameters.get('orderBy')?.split('-') ?? [];
  const text = Object.hasOwn(TEXTS, field) ? TEXTS[field] : undefined;
  const sort = text ? 'created' : Object.hasOwn(SORTS, field) ? SORTS[field] : undefined;
  const names = [...Object.keys(SORTS), ...Object.keys(TEXTS)].join(', ');
  if (sort === undefined) throw invalidData({ orderBy: `is none of ${names}` });
  return { sort, isDescending: direction.toUpperCase() === 'DESC', text };
}

/** What our list is asked for: for several tags of which one is enough, each by itself. */
function queriesOf(parameters: URLSearchParams, order: Order, domain: string | undefined): Query[] {
  if (parameters.has('apiKeyName')) throw invalidData({ apiKeyName: 'is nothing to filter by here' });
  const tags = parameters.getAll('tags[]');
  const q = searchOf(parameters);
  const query = {
    q: wantedWords(q).length > 0 ? q : undefined,
    sort: order.sort,
    order: order.isDescending ? 'desc' : 'asc',
    domain,
    limit: NATIVE_PAGE,
  };
  return isAll(parameters, 'tagsMode') || tags.length < 2
    ? [{ ...query, tag: tags }]
    : tags.map(tag => ({ ...query, tag }));
}

const searchOf = (parameters: URLSearchParams) => (parameters.get('searchTerm') ?? '').trim();

/** Without a word one of them is enough. */
function isAll(parameters: URLSearchParams, name: string): boolean {
  const mode = parameters.get(name) ?? 'any';
  if (mode !== 'any' && mode !== 'all') throw invalidData({ [name]: 'is neither any nor all' });
  return mode === 'all';
}

async function* linksOf(native: Native, query: Query): AsyncGenerator<Listed> {
  let cursor: string | undefined;
  do {
    const { links, next } = await native.ask<LinkPage>('/api/links', { query: { ...query, cursor } });
    yield* links;
    cursor = next;
  } while (cursor !== undefined);
}

/** Several lists of one order as one, each link once. */
async function* merged(streams: AsyncGenerator<Listed>[], order: Order): AsyncGenerator<Listed> {
  const heads = await Promise.all(streams.map(stream => stream.next()));
  const seen = new Set<string>();
  for (;;) {
    const first = firstOf(heads, order);
    const stream = streams[first];
    const head = heads[first];
    if (!stream || !head || head.done) return;
    if (!seen.has(head.value.shortUrl)) yield head.value;
    if (streams.length > 1) seen.add(head.value.shortUrl);
    heads[first] = await stream.next();
  }
}

/** Which of the lists goes on. */
function firstOf(heads: readonly IteratorResult<Listed>[], { sort, isDescending }: Order): number {
  let first = -1;
  let best: number | undefined;
  for (const [index, head] of heads.entries()) {
    if (head.done) continue;
    const value = sort === 'clicks' ? (head.value.clicks ?? 0) : Date.parse(head.value.createdAt);
    if (best !== undefined && (isDescending ? value <= best : value >= best)) continue;
    best = value;
    first = index;
  }
  return first;
}

function byText(links: readonly Listed[], { text = () => '', isDescending }: Order): Listed[] {
  const sorted = links.toSorted((one, other) => text(one).localeCompare(text(other)));
  return isDescending ? sorted.reverse() : sorted;
}

/** The days that are wanted. */
interface Days {
  from: number;
  to: number;
}

const daysOf = (parameters: URLSearchParams): Days => ({
  from: timeIn(parameters, 'startDate') ?? Number.NEGATIVE_INFINITY,
  to: timeIn(parameters, 'endDate') ?? Number.POSITIVE_INFINITY,
});

/** Whether nothing that comes behind a link can be within the days that are wanted. */
function isBehindAll({ createdAt }: Listed, { from, to }: Days, { sort, isDescending }: Order): boolean {
  const at = Date.parse(createdAt);
  return sort === 'created' && (isDescending ? at < from : at > to);
}

function filterOf(
  parameters: URLSearchParams,
  hasClicksLeft: (link: LinkAnswer) => Promise<boolean>,
): Wanted {
  const { from, to } = daysOf(parameters);
  const isCurrent = parameters.get('excludePastValidUntil') === 'true';
  const isLeft = parameters.get('excludeMaxVisitsReached') === 'true';
  const excluded = parameters.getAll('excludeTags[]').map(tagName);
  const isExcludedByAll = isAll(parameters, 'excludeTagsMode');
  const search = searchOf(parameters).toLowerCase();
  const signs = search !== '' && wantedWords(search).length === 0 ? search : undefined;
  return async link => {
    const at = Date.parse(link.createdAt);
    if (at < from || at > to) return false;
    if (isCurrent && link.state === 'expired') return false;
    if (isExcluded(link, excluded, isExcludedByAll)) return false;
    if (signs !== undefined && !textOf(link).includes(signs)) return false;
    return !isLeft || link.maxClicks === undefined || (await hasClicksLeft(link));
  };
}

function isExcluded({ tags }: Listed, excluded: readonly string[], isByAll: boolean): boolean {
  const own = new Set(tags.map(tagName));
  if (excluded.length === 0) return false;
  return isByAll ? excluded.every(tag => own.has(tag)) : excluded.some(tag => own.has(tag));
}

const textOf = ({ slug, url, title = '', tags }: Listed) =>
  [slug, url, title, ...tags].join('\n').toLowerCase();
