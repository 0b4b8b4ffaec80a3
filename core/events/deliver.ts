import type { Clock } from '../clock.ts';
import { post } from './post.ts';
import { askedToWait } from './retry.ts';
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
  /** Of its secrets: while one is exchanged, the new one and the one before. */
  keys: readonly Buffer[];
}

/** What became of a try. */
export interface Tried {
  /** `gone`: it is not wanted any more, and is not tried again. */
  outcome: 'taken' | 'gone' | 'failed';
  status?: number;
  /** For how many seconds the webhook asked to be left alone. */
  askedSeconds?: number;
  /** Why there was no answer. */
  reason?: string;
}

/**
 * The webhooks with the keys of their secrets.
 *
 * @param secrets as the environment has them: those of different webhooks separated by commas, those of one by a space
 * @throws an error that names each webhook whose secret is none
 */
export function withKeys(webhooks: readonly Webhook[], secrets: string): SignedWebhook[] {
  const texts = secrets.split(',');
  return webhooks.map((webhook, i) => {
    try {
      return { ...webhook, keys: (texts[i] ?? '').trim().split(/\s+/).map(keyOf) };
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
    ...signatureOf(id, body, webhook.keys, context.clock.now()),
  };
  try {
    const { isLocal, clock } = context;
    const { status, retryAfter } = await post(url, { headers, body, timeoutMs: TIMEOUT_MS, isLocal });
    if (status >= 200 && status < 300) return { outcome: 'taken', status };
    if (status === 410) return { outcome: 'gone', status };
    const askedSeconds = askedToWait(status, retryAfter, clock.now());
    return { outcome: 'failed', status, ...(askedSeconds !== undefined && { askedSeconds }) };
  } catch (error) {
    return { outcome: 'failed', reason: (error as Error).message };
  }
}
