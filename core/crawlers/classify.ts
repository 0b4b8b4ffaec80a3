import { deciderBy, reasonOfUnnamed } from './decide.ts';
import { NAMES } from './names.generated.ts';
import { wholeLookup } from './names.ts';
import { RENDERER_TOKEN } from './own-renderer.ts';
import { DEFAULT_POLICY, isTool, type Policy } from './policy.ts';
import type { Verdict } from './verdict.ts';

const decide = deciderBy(wholeLookup(NAMES));

/** Browsers that look like none of today's. */
const TEXT_BROWSER = /^(?:Lynx|E?Links|w3m|Dillo|NetSurf|IBrowse|NCSA_Mosaic|Amiga\w*)\b/i;

/**
 * Decides by the User-Agent alone whether a client needs a finished page. Pure; never throws.
 *
 * @param userAgent the header as it was sent; empty when there was none
 * @param policy who gets the snapshot, where it is not the defaults
 */
export function classify(userAgent: string, policy: Policy = DEFAULT_POLICY): Verdict {
  const { prerender, reason, token, category } = decide(userAgent, policy);
  if (reason === 'renderer')
    return { kind: 'tool', name: RENDERER_TOKEN, category: 'automation', prerender, reason };
  // They get the app like whoever is unknown, so the edge need not know them: no room is spent there.
  if (!prerender && TEXT_BROWSER.test(userAgent)) return { kind: 'person', prerender, reason: 'browser' };
  if (category && reason !== '') {
    const kind = isTool(category) ? 'tool' : 'crawler';
    return { kind, ...(token && { name: token.raw }), category, prerender, reason };
  }
  const left = reasonOfUnnamed(userAgent);
  return { kind: left === 'browser' ? 'person' : 'tool', prerender, reason: left };
}
