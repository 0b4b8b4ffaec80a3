import { isToCome, timeOf } from '../../schedule/timed.ts';
import type { Link, Patch, Pending } from '../link.ts';
import { uriOf } from '../uri.ts';
import type { ChangeAnswer } from './schema.ts';

/** An ordered change as the API answers it. No password is ever in it, nor a hash of one. */
export function changeAnswer(pending: Pending, { edgeUntil }: Pick<Link, 'edgeUntil'>): ChangeAnswer {
  const { id, repeat, patch, by: orderedBy, orderedAt, dropped } = pending;
  const at = timeOf(pending);
  const isDropped = !isToCome(pending);
  const invalid = pending.invalid?.find(each => each.at === at);
  const reason = isDropped ? dropped?.reason : invalid?.reason;
  const held = edgeUntil === undefined ? 0 : Date.parse(edgeUntil) - Date.parse(at);
  return {
    id,
    state: isDropped ? 'dropped' : invalid ? 'invalid' : 'pending',
    ...(reason !== undefined && { reason }),
    at,
    ...(repeat && { repeat: repeat.cron, timeZone: repeat.timeZone }),
    patch: patchAnswer(patch),
    orderedBy,
    orderedAt,
    ...(!isDropped && dropped && { lastDropped: dropped }),
    effectiveWithinSeconds: Math.max(0, Math.ceil(held / 1000)),
  };
}

/** A patch as the API answers it. */
export function patchAnswer({ password, ...patch }: Patch): ChangeAnswer['patch'] {
  const { url, expiredUrl, rules, ...rest } = patch;
  return {
    ...rest,
    ...(typeof url === 'string' && { url: uriOf(url) }),
    ...(expiredUrl !== undefined && { expiredUrl: expiredUrl && uriOf(expiredUrl) }),
    ...(rules !== undefined && {
      rules: rules === null ? null : rules.map(rule => ({ ...rule, url: uriOf(rule.url) })),
    }),
    ...(password !== undefined && { hasPassword: password !== null }),
  };
}
