import type { Clock } from '../clock.ts';
import { type FieldError, invalid, Problem } from '../problem.ts';
import type { Link } from './link.ts';
import { generatedSlugs, wrongSlug } from './slug.ts';
import type { LinkStore } from './store.ts';
import { readUrl } from './url.ts';

export interface LinkRequest {
  url: string;
  slug?: string | undefined;
  forwardQuery?: boolean | undefined;
  /** The id of the key that asks. */
  createdBy: string;
  /** The short domain. */
  host: string;
  /** Its other names: a link to one of them would lead round in circles as well. */
  otherHosts?: readonly string[] | undefined;
}

export interface LinkMaker {
  store: LinkStore;
  clock: Clock;
  slugSecret: string;
}

/**
 * Makes a link, or finds the one an equal request made before (`created` is false then). Any number of these
 * may run at once: each slug is taken by one conditional write. Rejects with a 422 problem that names every
 * wrong field, a 409 when the chosen slug leads elsewhere, and a ServiceFault.
 */
export async function createLink(request: LinkRequest, { store, clock, slugSecret }: LinkMaker) {
  const wanted = {
    ...checked(request),
    createdAt: new Date(clock.now()).toISOString(),
    createdBy: request.createdBy,
  };
  const slugs = request.slug === undefined ? generatedSlugs(slugSecret, wanted) : [request.slug];
  for (const slug of slugs) {
    const { link, created } = await store.create({ slug, ...wanted });
    if (created || leadsTheSameWay(link, wanted)) return { link, created };
  }
  if (request.slug === undefined) throw new Error(`Every generated slug of ${wanted.url} is taken`);
  throw new Problem(409, `The slug "${request.slug}" is taken by another link.`);
}

function checked(request: LinkRequest): Pick<Link, 'url' | 'forwardQuery'> {
  const reading = readUrl(request.url, request.host, ...(request.otherHosts ?? []));
  const slug = request.slug === undefined ? undefined : wrongSlug(request.slug);
  const errors: FieldError[] = [];
  if ('reason' in reading) errors.push({ field: 'url', ...reading });
  if (slug) errors.push({ field: 'slug', ...slug });
  if ('reason' in reading || slug) throw invalid(errors);
  return { url: reading.url, forwardQuery: request.forwardQuery ?? false };
}

function leadsTheSameWay(one: Pick<Link, 'url' | 'forwardQuery'>, other: typeof one): boolean {
  return one.url === other.url && one.forwardQuery === other.forwardQuery;
}
