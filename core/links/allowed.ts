import type { Domains } from './domains.ts';
import type { AddressRules } from './schemes.ts';

/**
 * What the settings of a deployment say of where links may lead. Nobody else has to be asked for it, so whoever follows a link and
 * whoever writes its changes come to the same answer.
 */
export interface Allowed {
  domains: Domains;
  /** The schemes that links may have besides http and https. */
  urlSchemes?: readonly string[];
  /** Whether an address leads to one of the hosts that no link may lead to. */
  isBlockedHost?(url: string): boolean;
}

/** What addresses must be like. A domain whose name only a request knows is not among these. */
export const addressRulesOf = ({ domains, urlSchemes }: Allowed): AddressRules => ({
  ownHosts: domains.all.map(({ host }) => host).filter(Boolean),
  schemes: urlSchemes,
});
