import { createHash } from 'node:crypto';
import { rankingOf } from '../../../core/clicks/ranking.ts';
import { ClicksTable } from '../../../core/clicks/table/clicks-table.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import { deleteLink, editLink, restoreLink } from '../../../core/links/change.ts';
import { orderChange } from '../../../core/links/changes/orders.ts';
import { type Asker, createLink, type LinkMaker } from '../../../core/links/create.ts';
import { type Domain, Domains } from '../../../core/links/domains.ts';
import type { ListContext } from '../../../core/links/hints/look.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import type { Link } from '../../../core/links/link.ts';
import type { CreateLink, EditLink } from '../../../core/links/schema.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { HandClock } from '../../local/hand-clock.ts';
import type { Tables } from '../../tables.ts';

/** Bytes that nobody can tell and that are the same in each run. */
export function seededBytes(seed: string): RandomBytes {
  let made = 0;
  return size => createHash('sha512').update(`${seed} ${made++}`).digest().subarray(0, size);
}

/** The functions that make and change links, over real tables, with a clock that is moved by hand. */
export class World {
  readonly clock = new HandClock();
  readonly domains = new Domains('[{"name":""},{"name":"brand.example"}]');
  readonly maker: LinkMaker & ListContext;

  constructor(tables: Tables, seed = 'world') {
    this.maker = {
      store: createLinkStore(tables.links),
      hints: new HintTable(tables.hints),
      ranking: rankingOf(new ClicksTable(tables.clicks)),
      clock: this.clock,
      random: seededBytes(seed),
      domains: this.domains,
      slugSecret: 'test-slug-secret',
      isBlocked: async () => undefined,
    };
  }

  asker(by = 'key-1', domain: Domain = this.domains.first): Asker {
    return { by, domain, ownHosts: ['go.example.com'] };
  }

  async create(given: CreateLink, by?: string): Promise<Link> {
    const domain = this.domains.named(given.domain ?? '');
    return (await createLink(given, this.asker(by, domain), this.maker)).link;
  }

  async edit(link: Link, given: EditLink, by?: string): Promise<Link> {
    return made(await editLink(link, given, this.asker(by, this.domains.named(link.domain)), this.maker));
  }

  /** @param at milliseconds, of a whole second */
  async order(link: Link, patch: EditLink, at: number): Promise<Link> {
    const order = { at: new Date(at).toISOString(), patch: patch as never };
    const asker = this.asker('key-1', this.domains.named(link.domain));
    return made((await orderChange(link, order, asker, this.maker))?.link);
  }

  async delete(link: Link): Promise<Link> {
    return made(await deleteLink(link, this.asker('key-1', this.domains.named(link.domain)), this.maker));
  }

  async restore(link: Link): Promise<Link> {
    return made(await restoreLink(link, this.asker('key-1', this.domains.named(link.domain)), this.maker));
  }
}

function made(link: Link | undefined): Link {
  if (!link) throw new Error('Another change came first');
  return link;
}
