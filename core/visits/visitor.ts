import { isbot } from 'isbot';
import { remembered } from '../clicks/remembered.ts';
import { isLoopbackAddress, parseAddress } from '../crawlers/addresses.ts';
import { classify } from '../crawlers/classify.ts';
import type { KnownIdentities } from '../crawlers/identities.ts';
import { claimOf } from '../crawlers/judge.ts';
import type { Category } from '../crawlers/verdict.ts';

/** Who asked for a page, by the User-Agent. `own`: our own renderer. `doubtful`: a browser by its name, and isbot takes it for a bot. */
export interface Visitor {
  kind: 'person' | 'doubtful' | 'own' | 'crawler' | 'tool';
  /** As it writes it; where it has none that is known, the rule that decided. */
  name: string;
  purpose?: Category | undefined;
  /** The operator whose crawler it says it is, of those that can prove it. */
  claimed?: string | undefined;
}

export const visitorOf = remembered((userAgent): Visitor => {
  const { kind, name, category: purpose, reason } = classify(userAgent);
  const visitor = { name: name ?? reason, purpose, claimed: claimOf(userAgent) };
  if (reason === 'renderer') return { ...visitor, kind: 'own' };
  return { ...visitor, kind: kind === 'person' && isbot(userAgent) ? 'doubtful' : kind };
});

/**
 * Whether a visitor is who it says it is, as far as a log can tell: by its address. `unverifiable`: nothing is published to prove
 * it by. `unknown`: there is something, and it was not to be had. Of signatures a log says nothing.
 */
export type Identity = 'proved' | 'unproved' | 'unverifiable' | 'unknown';

export function identityOf(
  claimed: string | undefined,
  client: string,
  identities: KnownIdentities,
): Identity {
  if (claimed === undefined) return 'unverifiable';
  const address = parseAddress(client);
  if (!address) return 'unknown';
  // On AWS no client has such an address; on a laptop all do (core/crawlers/judge.ts).
  if (isLoopbackAddress(address)) return 'proved';
  const isTheirs = identities.isAddressOf(claimed, address);
  if (isTheirs === undefined) return 'unknown';
  return isTheirs ? 'proved' : 'unproved';
}
