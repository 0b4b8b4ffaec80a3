import type { FieldError } from '../problem.ts';
import { type Allowed, addressRulesOf } from './allowed.ts';
import { BLOCKED, newDestinations } from './blocked.ts';
import type { Link, LinkSettings, Patch, Pending } from './link.ts';
import { readSettings } from './settings.ts';

export const DELETED = 'the link is deleted';

/**
 * Why an ordered change cannot be made: by the rules that a change has which is made now. Where the link leads already is not looked
 * at again.
 *
 * @param link as it is right before
 * @param at one of the change's times
 * @returns undefined where it can be made
 */
export function reasonAgainst(
  link: Link,
  { patch, threats }: Pick<Pending, 'patch' | 'threats'>,
  at: string,
  allowed: Allowed,
): string | undefined {
  if (link.deletedAt !== undefined) return DELETED;
  const threat = threats?.find(each => each.at === at);
  if (threat) return threat.reason;
  const { settings, errors } = settingsWith(patch, link, allowed);
  const [error] = errors;
  if (error) return inWords(error);
  const blocked = newDestinations(settings, link).find(({ url }) => allowed.isBlockedHost?.(url));
  return blocked && inWords({ field: blocked.field, ...BLOCKED });
}

/** What a link would be with a patch. */
export function settingsWith(
  patch: Patch,
  link: LinkSettings,
  allowed: Allowed,
): ReturnType<typeof readSettings> {
  const { ownHosts, schemes } = addressRulesOf(allowed);
  return readSettings(patchAsGiven(patch), link, ownHosts, schemes);
}

export const inWords = ({ field, reason, expected }: FieldError): string =>
  `${field} ${reason}; expected ${expected}`;

/** The settings of a patch whose rules can be asked: of a password only a hash is known, and it has none. */
export function patchAsGiven({ password: _, ...settings }: Patch): Parameters<typeof readSettings>[0] {
  return settings as Parameters<typeof readSettings>[0];
}
