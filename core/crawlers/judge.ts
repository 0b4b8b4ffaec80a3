import { isLoopbackAddress, parseViewerAddress } from './addresses.ts';
import { isAhead } from './ahead.ts';
import { classify } from './classify.ts';
import type { KnownIdentities, OperatorKey } from './identities.ts';
import { operatorOf } from './operators.ts';
import { tokensOf } from './tokens.ts';
import type { Verdict } from './verdict.ts';
import { checkSignature, type SignatureCheck } from './web-bot-auth.ts';

/** A request as its client made it. */
export interface ClientRequest {
  userAgent: string;
  /** As `CloudFront-Viewer-Address` says it: the address and the port. */
  address: string;
  method: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The page, with the host the client asked. */
  url: string;
}

/** A verdict, and whether the client has proved to be who it says it is. */
export interface Judgement extends Omit<Verdict, 'reason'> {
  /** unproved: it has a name that can be proved and did not prove it. unverifiable: there is nothing to be proved. */
  identity: 'proved' | 'unproved' | 'unverifiable';
  proof?: 'address' | 'signature' | 'loopback';
  /** Whose crawler it has proved to be. */
  operator?: string;
  /** Whether a page may be rendered for it. What is rendered already anybody may have. */
  mayRender: boolean;
  /** Whether this may be a person who looks at a page. */
  view: boolean;
  /** What decided: what the User-Agent says, and what proves or does not prove it. */
  reason: string;
}

type Identity = Pick<Judgement, 'identity' | 'proof' | 'operator' | 'reason'>;

/**
 * Judges a request: who it says it comes from, whether that is proved, and what may be spent on it. Never throws.
 *
 * @param now milliseconds since 1970
 * @param verdict what its User-Agent alone says
 */
export function judge(
  request: ClientRequest,
  identities: KnownIdentities,
  now: number,
  verdict: Verdict = classify(request.userAgent),
): Judgement {
  const { reason, ...identity } = identify(request, identities, now);
  // An agent that signs may drive a browser like any other, and send its User-Agent.
  const kind = identity.proof === 'signature' ? 'crawler' : verdict.kind;
  return {
    ...verdict,
    kind,
    ...identity,
    mayRender: identity.identity !== 'unproved',
    view: kind === 'person' && request.method === 'GET' && !isAhead(request.headers),
    reason: `${verdict.reason}; ${reason}`,
  };
}

function identify(request: ClientRequest, identities: KnownIdentities, now: number): Identity {
  const claimed = claimOf(request.userAgent);
  const signed = checkSignature(request, identities.keys, now);
  if (signed.outcome !== 'unknown') return bySignature(signed, claimed);
  const address = parseViewerAddress(request.address);
  // On AWS no client has such an address: this is the local cloud, whose operator is its only client.
  if (address && isLoopbackAddress(address))
    return { identity: 'proved', proof: 'loopback', reason: 'from this machine' };
  if (!claimed) return { identity: 'unverifiable', reason: 'nothing is published to prove it by' };
  const isTheirs = address && identities.isAddressOf(claimed, address);
  if (isTheirs)
    return { identity: 'proved', proof: 'address', operator: claimed, reason: `address of ${claimed}` };
  return { identity: 'unproved', reason: whyNot(claimed, isTheirs, identities, now) };
}

/** Whose crawler a User-Agent says it is, of those that can prove it: by any of its names, lest a second one be a way round. */
export function claimOf(userAgent: string): string | undefined {
  const owners = tokensOf(userAgent, false).map(({ raw }) => operatorOf(raw)?.id);
  return owners.find(owner => owner !== undefined);
}

/** A signature outranks the address: who signs wrongly has something to hide, and who signs rightly may come from anywhere. */
function bySignature(
  signed: Exclude<SignatureCheck<OperatorKey>, { outcome: 'unknown' }>,
  claimed: string | undefined,
): Identity {
  if (!('key' in signed)) return { identity: 'unproved', reason: signed.reason };
  const { operator } = signed.key;
  if (claimed && claimed !== operator)
    return { identity: 'unproved', reason: `signed by ${operator} under a name of ${claimed}` };
  return { identity: 'proved', proof: 'signature', operator, reason: `signed by ${operator}` };
}

/** Ranges do move, if slowly: that an address is not in an old list says less. */
const OLD_MS = 7 * 24 * 3_600_000;

function whyNot(
  claimed: string,
  isTheirs: boolean | undefined,
  identities: KnownIdentities,
  now: number,
): string {
  const since = identities.listedSince(claimed);
  if (since === undefined) return `no list of ${claimed} is known`;
  if (isTheirs === undefined) return 'the address is not known';
  const days = Math.floor((now - since) / 86_400_000);
  return `not an address of ${claimed}${now - since > OLD_MS ? `, by a list ${days} days old` : ''}`;
}
