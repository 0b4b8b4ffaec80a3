import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ApiEnv, createApi } from '../api/api.ts';
import { mayBeEmpty } from '../api/body.ts';
import { fromCursor, toCursor } from '../api/cursor.ts';
import type { Clock } from '../clock.ts';
import type { Calls } from '../keys/calls.ts';
import { covers, type Key, type Rights } from '../keys/key.ts';
import type { KeyStore } from '../keys/keys.ts';
import { type FieldError, invalid, Problem, shortened } from '../problem.ts';
import * as routes from './routes.ts';
import { EXPECTED, EXPECTED_ROTATION, type KeyAnswer, OVERLAP } from './schema.ts';

export interface KeysApiOptions {
  keys: KeyStore;
  calls: Calls;
  clock: Clock;
}

const Place = z.object({ createdAt: z.string(), id: z.string() });

/**
 * The keys API as an app for `fetch(request, { host })`. A key that has not all that another has cannot see or change that one:
 * by another's new secret, or by a key it made, it would have more than it was given.
 */
export function createKeysApi({ keys, calls, clock }: KeysApiOptions) {
  const options = {
    title: 'Signpost keys',
    document: routes.DOCUMENT,
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: { json: { ...EXPECTED, ...EXPECTED_ROTATION }, query: routes.EXPECTED_QUERY },
  };

  const answerFor = async (key: Key): Promise<KeyAnswer> => {
    const lastUsedAt = await calls.lastUsedAt(key.id);
    return { ...key, ...(lastUsedAt !== undefined && { lastUsedAt }) };
  };

  /** The key that the path names, if the one that asks may see it. */
  async function keyOf(c: Context<ApiEnv>): Promise<Key> {
    const id = c.req.param('id') ?? '';
    const key = await keys.find(id);
    if (!key || !covers(c.get('key'), key)) throw noKey(id);
    return key;
  }

  return createApi(options, (api, guarded) => {
    api.openapi(guarded(routes.postKey), async c => {
      const given = c.req.valid('json');
      refuseMore(given, c.get('key'), clock.now());
      const { key, secret } = await keys.create({ ...given, createdBy: c.get('key').id });
      return c.json({ ...(await answerFor(key)), secret }, 201);
    });

    api.openapi(guarded(routes.getKeys), async c => {
      const { cursor, limit } = c.req.valid('query');
      const seen = (await keys.list()).filter(key => covers(c.get('key'), key));
      const after = cursor === undefined ? undefined : fromCursor(cursor, Place);
      const start = after ? seen.findIndex(key => isBehind(key, after)) : 0;
      const page = start === -1 ? [] : seen.slice(start, start + limit);
      const last = page.at(-1);
      const next = last && last !== seen.at(-1) && { createdAt: last.createdAt, id: last.id };
      const answers = await Promise.all(page.map(answerFor));
      return c.json({ keys: answers, ...(next && { next: toCursor(next) }) }, 200);
    });

    api.openapi(guarded(routes.getOwnKey), async c => c.json(await answerFor(c.get('key')), 200));

    api.openapi(guarded(routes.getKey), async c => c.json(await answerFor(await keyOf(c)), 200));

    api.openapi(guarded(routes.removeKey), async c => {
      const { id } = await keyOf(c);
      const revoked = await keys.revoke(id);
      if (!revoked) throw noKey(id);
      return c.json(await answerFor(revoked), 200);
    });

    api.openapi(guarded({ ...routes.rotateKey, middleware: [mayBeEmpty] }), async c => {
      const { id } = await keyOf(c);
      const { overlapSeconds = OVERLAP } = c.req.valid('json');
      const rotated = await keys.rotate(id, overlapSeconds);
      if (!rotated) throw noKey(id);
      return c.json({ ...(await answerFor(rotated.key)), secret: rotated.secret }, 200);
    });
  });
}

const noKey = (id: string) => new Problem(404, `There is no key with the id "${shortened(id)}".`);

const isBehind = (key: Key, { createdAt, id }: z.infer<typeof Place>) =>
  key.createdAt === createdAt ? key.id < id : key.createdAt < createdAt;

/** Throws a 422 problem for rights that the giver has not itself, or that have ended before they begin. */
function refuseMore(wanted: Rights, giver: Key, now: number): void {
  const { scopes, limits, expiresAt } = wanted;
  const errors: FieldError[] = [];
  const refuse = (field: string, reason: string) =>
    errors.push({ field, reason, expected: EXPECTED[field] ?? '' });
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now) refuse('expiresAt', 'has passed');
  const all = { scopes: [], limits: giver.limits, expiresAt: giver.expiresAt };
  if (!covers(giver, { ...all, scopes })) refuse('scopes', 'has more than the key that asks');
  if (!covers(giver, { ...all, limits })) refuse('limits', 'are wider than those of the key that asks');
  if (!covers(giver, { ...all, expiresAt })) refuse('expiresAt', 'is later than that of the key that asks');
  if (errors.length > 0) throw invalid(errors);
}
