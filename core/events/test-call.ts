import { type RandomBytes, uuid } from '../ids.ts';
import { type DeliverContext, deliver, type Tried } from './deliver.ts';

/** What a webhook said to a test. */
export interface Tested extends Tried {
  url: string;
}

/** Sends each webhook an event of the type `test`, signed like others, once and past the queue. Never rejects. */
export async function testWebhooks({
  random,
  ...context
}: DeliverContext & { random: RandomBytes }): Promise<Tested[]> {
  const time = new Date(context.clock.now()).toISOString();
  return await Promise.all(
    context.webhooks.map(async ({ url }) => {
      const id = uuid(random);
      const body = JSON.stringify({ id, type: 'test', time });
      return { url, ...(await deliver({ url, id, body }, context)) };
    }),
  );
}
