import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { type RandomBytes, systemRandom, uuid } from '../ids.ts';
import { ServiceFault } from '../problem.ts';
import type { Link } from './link.ts';

/** The only module that knows the links table: its key is `slug`, its attributes are the link's. */
export interface LinkStore {
  /**
   * The link of a slug, or undefined. Eventually consistent unless asked otherwise: half the price, and the
   * edge holds an answer far longer than a replica lags. Rejects with a ServiceFault.
   */
  get(slug: string, options?: { consistent: boolean }): Promise<Link | undefined>;
  /**
   * Writes the link unless its slug is taken; answers whoever has the slug now. `created` is false when that
   * was someone earlier. Rejects with a ServiceFault.
   */
  create(link: Link): Promise<{ link: Link; created: boolean }>;
}

export function createLinkStore(
  { client, name: TableName }: Table,
  random: RandomBytes = systemRandom,
): LinkStore {
  const read = async (slug: string, consistent: boolean) => {
    const command = new GetCommand({ TableName, Key: { slug }, ConsistentRead: consistent });
    return (await reach(client.send(command))).Item as Item | undefined;
  };

  return {
    async get(slug, { consistent } = { consistent: false }) {
      const item = await read(slug, consistent);
      return item && linkFrom(item);
    },
    async create(link) {
      const creation = uuid(random);
      const command = new PutCommand({
        TableName,
        Item: { ...link, forwardQuery: link.forwardQuery || undefined, creation },
        ConditionExpression: 'attribute_not_exists(slug)',
      });
      if (await written(client.send(command))) return { link, created: true };
      const holder = await read(link.slug, true);
      // Taken a moment ago and free now: the client's next try will tell.
      if (!holder) throw new ServiceFault('DynamoDB', new Error(`Slug ${link.slug} was deleted meanwhile`));
      return { link: linkFrom(holder), created: holder.creation === creation };
    },
  };
}

/** `creation` is of the call that wrote the item: the SDK repeats a write whose answer was lost, and is refused by its own. */
type Item = Partial<Link> & Pick<Link, 'slug' | 'url'> & { creation?: string };

function linkFrom(item: Item): Link {
  const { slug, url, forwardQuery = false, createdAt = '', createdBy = '' } = item;
  return { slug, url, forwardQuery, createdAt, createdBy };
}
