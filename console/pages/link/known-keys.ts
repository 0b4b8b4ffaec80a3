import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { type Answer, answerOf, useAnswer } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';

type Key = Schemas['Key'];

/** No more pages of keys are asked for. */
const MOST_PAGES = 10;

/** The keys that may be seen: all with fewer rights for one that manages them, else one's own. */
export function useKnownKeys(): Answer<Key[]> {
  const { client, key, may } = useSession();
  return useAnswer(async signal => (may('admin') ? await keysOf(client, signal) : [key]), []);
}

async function keysOf(client: SignpostClient, signal: AbortSignal): Promise<Key[]> {
  const keys: Key[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await answerOf(client.GET('/api/keys', { params: { query }, signal }));
    keys.push(...answer.keys);
    cursor = answer.next;
    if (cursor === undefined) break;
  }
  return keys;
}

/** What a key is called, by its id; the id itself where the key may not be seen. */
export function useNames(keys: readonly Key[] | undefined): (id: string) => string {
  const { key: own } = useSession();
  return id => (id === own.id ? t.link.you(own.name) : (keys?.find(key => key.id === id)?.name ?? id));
}
