import type { Clock } from '../clock.ts';
import { post } from './post.ts';
import { keyOf, signatureOf } from './sign.ts';
import type { Delivery } from './webhook-queue.ts';
import type { Webhook } from './webhooks.ts';

/** Whoever is told has so long to answer, as the specification of Standard Webhooks advises at least. */
const TIMEOUT_MS = 15_000;

export interface DeliverContext {
  webhooks: readonly SignedWebhook[];
  clock: Clock;
  /** Whether http://localhost may be told, as in the local cloud. */
  isLocal: boolean;
}

export interface SignedWebhook extends Webhook {
  key: Buffer;
}

/** What became of a try. */
export interface Tried {
  /** `gone`: it is not wanted any more, and is not tried again. */
  outcome: 'taken' | 'gone' | 'failed';
  status?: number;
  /** Why there was no answer. */
  reason?: string;
}

/**
 * The webhooks with the keys of their secrets.
 *
 * @param secrets as the environment has them, separated by commas
 * @throws an error that names each webhook whose secret is none
 */
export function withKeys(webhooks: readonly Webhook[], secrets: string): SignedWebhook[] {
  const texts = secrets.split(',');
  return webhooks.map((webhook, i) => {
    try {
      return { ...webhook, key: keyOf((texts[i] ?? '').trim()) };
    } catch (error) {
      throw new Error(`The secret of the webhook ${webhook.url} is none: ${(error as Error).message}.`);
    }
  });
}

/** Tells a webhook of an event once. 2xx is success; 410, and a webhook that is not in the settings, want no more. Never rejects. */
export async function deliver({ url, id, body }: Delivery, context: DeliverContext): Promise<Tried> {
  const webhook = context.webhooks.find(each => each.url === url);
  if (!webhook) return { outcome: 'gone', reason: 'it is no webhook any more' };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Signpost-Webhooks',
    ...signatureOf(id, body, webhook.key, context.clock.now()),
  };
  try {
    const { isLocal } = context;
    const status = await post(url, { headers, body, timeoutMs: TIMEOUT_MS, isLocal });
    if (status >= 200 && status < 300) return { outcome: 'taken', status };
    return { outcome: status === 410 ? 'gone' : 'failed', status };
  } catch (error) {
    return { outcome: 'failed', reason: (error as Error).message };
  }
}

/** Then an event is put aside: maxReceiveCount of the queue (infra/events.yml). */
export const MOST_TRIES = 12;

const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 21_600;

/** Seconds until the next try, after so many; until the event is put aside, after the last. */
export const waitAfter = (tries: number): number =>
  tries >= MOST_TRIES ? 0 : Math.min(FIRST_WAIT_SECONDS * 4 ** (tries - 1), LONGEST_WAIT_SECONDS);
