import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
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
   * was someone earlier (or this same call, when its first answer was lost on the way). Rejects with a
   * ServiceFault.
   */
  create(link: Link): Promise<{ link: Link; created: boolean }>;
}

export function createLinkStore({ client, name: TableName }: Table): LinkStore {
  const get: LinkStore['get'] = async (slug, { consistent } = { consistent: false }) => {
    const command = new GetCommand({ TableName, Key: { slug }, ConsistentRead: consistent });
    const { Item } = await reach(client.send(command));
    return Item && linkFrom(Item as Partial<Link> & Pick<Link, 'slug' | 'url'>);
  };

  return {
    get,
    async create(link) {
      const command = new PutCommand({
        TableName,
        Item: { ...link, forwardQuery: link.forwardQuery || undefined },
        ConditionExpression: 'attribute_not_exists(slug)',
      });
      if (await written(client.send(command))) return { link, created: true };
      const holder = await get(link.slug, { consistent: true });
      // Taken a moment ago and free now: the client's next try will tell.
      if (!holder) throw new ServiceFault('DynamoDB', new Error(`Slug ${link.slug} was deleted meanwhile`));
      return { link: holder, created: false };
    },
  };
}

function linkFrom(item: Partial<Link> & Pick<Link, 'slug' | 'url'>): Link {
  const { slug, url, forwardQuery = false, createdAt = '', createdBy = '' } = item;
  return { slug, url, forwardQuery, createdAt, createdBy };
}
