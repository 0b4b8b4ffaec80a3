import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Table } from '../../../core/dynamodb.ts';
import { eventsOf, type LinkEvent } from '../../../core/events/event.ts';
import { editLink } from '../../../core/links/change.ts';
import { Domains } from '../../../core/links/domains.ts';
import type { Item } from '../../../core/links/item.ts';
import type { Link } from '../../../core/links/link.ts';
import { mendLinks } from '../../../core/links/reindex/mend-links.ts';
import { resolveLink } from '../../../core/links/resolve.ts';
import { EditLink } from '../../../core/links/schema.ts';
import { startTables, type Tables } from '../../tables.ts';
import { World } from '../links/world.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  jest.spyOn(console, 'error').mockReturnValue(); // what could not be tidied up is told to the log
});
afterAll(() => tables.stop());

/** Tables whose writes of links are told as their stream tells them, and whose process dies at a call. */
class Watched {
  readonly told: LinkEvent[] = [];
  /** Calls until the process dies: that one has its effect, and nobody hears of it. */
  left = Number.POSITIVE_INFINITY;
  readonly world: World;

  constructor(seed: string) {
    this.world = new World({ ...tables, links: this.#table('links'), hints: this.#table('hints') }, seed);
  }

  #table(kind: 'links' | 'hints'): Table {
    const { client, name } = tables[kind];
    const send = async (command: Parameters<typeof client.send>[0]) => {
      if (this.left <= 0) throw new Error('died');
      const slug = kind === 'links' ? keyOf(command) : undefined;
      const before = slug === undefined ? undefined : await this.#item(slug);
      const answer = await client.send(command);
      if (slug) this.told.push(...eventsOf({ before, after: await this.#item(slug) }, CONTEXT));
      if (--this.left <= 0) throw new Error('died');
      return answer;
    };
    return { name, client: Object.assign(Object.create(client), { send }) };
  }

  async #item(slug: string): Promise<Item | undefined> {
    const { client, name: TableName } = tables.links;
    const command = new GetCommand({ TableName, Key: { slug }, ConsistentRead: true });
    return (await client.send(command)).Item as Item | undefined;
  }
}

const CONTEXT = { host: 'go.example.com', domains: new Domains('[{"name":""}]') };

/** What a write is of. */
function keyOf(command: unknown): string | undefined {
  if (command instanceof PutCommand) return String(command.input.Item?.slug);
  return command instanceof DeleteCommand ? String(command.input.Key?.slug) : undefined;
}

/** Who comes after the death. */
const LATER: Record<string, (world: World, link: Link) => Promise<unknown>> = {
  'the re-index': async ({ maker }) => await mendLinks((await maker.store.scan(10_000)).entries, maker),
  'the next change': (world, link) =>
    editLink(link, EditLink.parse({ note: 'later' }), world.asker(), world.maker),
  'the next rename': (world, link) =>
    editLink(link, EditLink.parse({ slug: `${link.slug}-z` }), world.asker(), world.maker),
};

/** More calls than a rename makes. */
const CALLS = 16;

test.each(Object.keys(LATER))(
  'wherever a rename is cut short, %s leaves each version of the link told, once',
  async who => {
    const versions: number[] = [];
    for (let call = 1; call <= CALLS; call++) {
      const watched = new Watched(`${who} ${call}`);
      const { world } = watched;
      const slug = `${who.replaceAll(' ', '-')}-${call}`;
      const made = await world.create({ url: 'https://example.com/', slug });
      watched.left = call;
      const renaming = EditLink.parse({ slug: `${slug}-b`, title: 'x' });
      await editLink(made, renaming, world.asker(), world.maker).catch(() => undefined);
      watched.left = Number.POSITIVE_INFINITY;
      await world.clock.advance(3_600_000);
      const found = (await resolveLink(slug, world.maker.store, world.clock.now(), {
        consistent: true,
      })) as Link;
      await LATER[who]?.(world, found);
      const { version } = (await resolveLink(slug, world.maker.store, world.clock.now(), {
        consistent: true,
      })) as Link;
      const own = watched.told.filter(({ linkId }) => linkId === made.id);
      expect(own.map(event => event.version).sort()).toEqual(
        Array.from({ length: version }, (_, i) => i + 1),
      );
      expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
      versions.push(found.version);
    }
    expect(new Set(versions)).toEqual(new Set([1, 2])); // some were made before the death, and some not
  },
);
