import { HOSTILE } from '../hostile.ts';
import { ADDRESSES } from './addresses.ts';
import { FAILURES } from './failures.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { MARKUP } from './markup.ts';
import { MEDIA } from './media.ts';
import type { RightPage } from './page.ts';
import { STREAMS } from './streams.ts';
import { WAITS } from './waits.ts';

/** Those that have a server of their own. */
export const OWN_PAGES: readonly RightPage[] = [
  ...WAITS,
  ...STREAMS,
  ...MEDIA,
  ...MARKUP,
  ...ADDRESSES,
  ...FAILURES,
  ...FRAMEWORKS,
];

/** All of which a party is asked, the hostile ones among them. */
export const RIGHT_PAGES: readonly RightPage[] = [
  ...OWN_PAGES,
  ...HOSTILE.map(({ wanted, ...page }) => ({ ...page, wanted: { text: [wanted] } })),
];

/** An address without its encoding: spellings of one address are the same. */
export function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address; // a lone percent sign
  }
}
