import { uuid } from '../ids.ts';
import type { Limits } from '../keys/key.ts';
import { invalid, Problem, ServiceFault } from '../problem.ts';
import type { Allowed } from './allowed.ts';
import { asUris } from './answer.ts';
import { refuseBlocked } from './blocked.ts';
import { commit, type HintWriter, type LinkContext } from './commit.ts';
import { type Domain, keyOf } from './domains.ts';
import { type Entry, idOf } from './item.ts';
import { keepWithin } from './limits.ts';
import type { Link, LinkSettings } from './link.ts';
import { hashPassword, isPassword } from './password.ts';
import { linkAt } from './pending.ts';
import { resolveLink, vacancyAt } from './resolve.ts';
import type { CreateLink } from './schema.ts';
import type { AddressRules } from './schemes.ts';
import { readSettings } from './settings.ts';
import { generatedSlugs, identityOf, wrongSlug } from './slug.ts';

export interface LinkMaker extends LinkContext, Allowed {
  slugSecret: string;
  /** The first of some addresses that no link may lead to, by the settings or by what others know. */
  isBlocked(urls: string[]): Promise<string | undefined>;
  /** The same by what others know alone; see `ThreatContext`. */
  isThreat?(urls: string[]): Promise<string | undefined>;
}

/** What a link is made with: hints are only written. */
export type LinkCreator = Omit<LinkMaker, 'hints'> & HintWriter;

/** What a request to make or change a link comes with besides its body. */
export interface Asker extends AddressRules {
  /** The id of the key that asks. */
  by: string;
  /** The short domain the link is of. */
  domain: Domain;
  /** Which links the key that asks is for; all of them without any. */
  limits?: Limits | undefined;
  /** The id that a link which is made shall have; one there that has it already is what is asked for. */
  linkId?: string | undefined;
}

/**
 * Makes a link, or finds the one an equal request made before (`created` is false then). Any number of these
 * may run at once: each slug is taken by one conditional write.
 *
 * @throws a 422 problem that names every wrong field, a 409 when the chosen slug leads elsewhere, a ServiceFault
 */
export async function createLink(
  given: CreateLink,
  asker: Asker,
  maker: LinkCreator,
): Promise<{ link: Link; created: boolean }> {
  const settings = await settingsOf(given, asker, maker);
  const wanted = { settings, password: given.password };
  const chosen = given.slug;
  const slugs = chosen === undefined ? slugsFor(settings, given.password, maker) : [chosen];
  const prefix = chosen === undefined ? (asker.limits?.slugPrefix ?? '') : '';
  let made: Link | undefined;
  for (const each of slugs) {
    const slug = `${prefix}${each}`;
    const key = keyOf(asker.domain, slug);
    const there = await maker.store.get(key, { consistent: true });
    const own = await ownOf(key, there, asker, maker);
    if (own) return { link: own, created: true };
    if (await isSame(there, wanted, maker)) return found(there);
    const vacancy = await vacancyAt(there, maker);
    if (!vacancy) continue;
    // The hash takes a while, and is made once it is needed.
    made ??= newLink({ ...settings, ...(await passwordOf(given.password)) }, asker, maker);
    const link = { ...made, key, slug };
    const refusal = await commit({ action: 'create', before: undefined, after: link }, maker, () =>
      maker.store.put({ link }, vacancy.expected),
    );
    if (!refusal) return { link, created: true };
    const twin = await ownOf(key, refusal.holder, asker, maker);
    if (twin) return { link: twin, created: true };
    if (await isSame(refusal.holder, wanted, maker)) return found(refusal.holder);
    // Taken a moment ago and free now: the client's next try will tell.
    if (!refusal.holder) throw new ServiceFault('DynamoDB', new Error(`Slug ${slug} was free again`));
  }
  if (chosen !== undefined) throw await taken(chosen, asker.domain, maker);
  throw new Error(`Every generated slug of ${settings.url} is taken`);
}

/** Those that the same request always gets; then some that nobody has had. */
function* slugsFor(settings: LinkSettings, password: string | undefined, maker: LinkCreator) {
  const identity = identityOf(settings, password);
  yield* generatedSlugs(maker.slugSecret, identity);
  yield* generatedSlugs(maker.slugSecret, `${identity}\n${uuid(maker.random)}`);
}

/** The link under a key that an earlier try of the same request made, as it is now, whatever it is called. */
async function ownOf(key: string, entry: Entry | undefined, { linkId }: Asker, maker: LinkCreator) {
  if (entry === undefined || linkId === undefined || idOf(entry) !== linkId) return undefined;
  if ('link' in entry) return entry.link;
  return await resolveLink(key, maker.store, maker.clock.now(), { consistent: true });
}

async function settingsOf(
  given: CreateLink,
  { domain, ownHosts, schemes, limits = {} }: Asker,
  maker: LinkCreator,
) {
  const { settings, errors } = readSettings(given, undefined, ownHosts, schemes);
  errors.push(...keepWithin(limits, settings, given.slug));
  const slug = given.slug === undefined ? undefined : wrongSlug(given.slug, domain);
  if (slug) errors.push({ field: 'slug', ...slug });
  if (errors.length > 0) throw invalid(errors);
  await refuseBlocked(settings, maker);
  return settings;
}

export const passwordOf = async (password: string | null | undefined) =>
  typeof password === 'string' ? { password: await hashPassword(password) } : {};

function newLink(
  settings: LinkSettings,
  { by, domain, linkId }: Asker,
  { clock, random }: LinkCreator,
): Link {
  const change = uuid(random);
  const now = new Date(clock.now()).toISOString();
  return {
    ...settings,
    id: linkId ?? uuid(random),
    key: '',
    slug: '',
    domain: domain.name,
    version: 1,
    change,
    hints: change,
    createdAt: now,
    createdBy: by,
    changedAt: now,
    changedBy: by,
  };
}

/** Whether an equal request made the link, and nobody has changed it since. */
async function isSame(
  entry: Entry | undefined,
  { settings, password }: { settings: LinkSettings; password: string | undefined },
  maker: Pick<LinkContext, 'clock'> & Allowed,
): Promise<boolean> {
  if (!entry || !('link' in entry) || entry.link.deletedAt !== undefined) return false;
  const link = linkAt(entry.link, maker.clock.now(), maker);
  if (sentBy(link) !== sentBy(settings)) return false;
  if (link.password === undefined || password === undefined) return link.password === password;
  return await isPassword(password, link.password);
}

/** What visitors get of a link. Who sends an address as the API answered it, such as an export that is read again, means the same. */
const sentBy = (settings: LinkSettings) => identityOf({ ...settings, ...asUris(settings) }, undefined);

function found(entry: Entry | undefined): { link: Link; created: boolean } {
  if (!entry || !('link' in entry)) throw new Error('Found no link where one is');
  return { link: entry.link, created: false };
}

const SUGGESTIONS = 5;

/** The slug of a request is another link's. */
export class SlugTaken extends Problem {
  /** What the other link is kept under. */
  readonly key: string;

  constructor(key: string, detail: string, expected: string) {
    super(409, detail, { errors: [{ field: 'slug', reason: 'is taken by another link', expected }] });
    this.key = key;
  }
}

/** The problem for a slug that is taken: with one that is free, where a few tries find it. */
export async function taken(
  slug: string,
  domain: Domain,
  { store, clock }: Pick<LinkContext, 'store' | 'clock'>,
): Promise<SlugTaken> {
  const key = keyOf(domain, slug);
  const stem = slug.slice(0, 61);
  for (let number = 2; number < 2 + SUGGESTIONS; number++) {
    const other = `${stem}-${number}`;
    const entry = await store.get(keyOf(domain, other), { consistent: true });
    if (wrongSlug(other, domain) || !(await vacancyAt(entry, { store, clock }))) continue;
    return new SlugTaken(
      key,
      `The slug "${slug}" is taken by another link; "${other}" is free.`,
      `another one; "${other}" is free`,
    );
  }
  return new SlugTaken(key, `The slug "${slug}" is taken by another link.`, 'another one');
}
