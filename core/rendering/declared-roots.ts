import type { CdpSession } from '../browser/cdp.ts';
import { closedRootsOf } from '../browser/closed-roots.ts';
import { giveShadowFunction } from './in-page/instrument/shadow.ts';

/** Whether a document declares closed shadow roots. No page's script reaches them, unless it is their element's own. */
export const declaresClosedRoots = (html: string): boolean =>
  /\bshadowrootmode\s*=\s*["']?closed/i.test(html);

/** Gives the page's closed shadow roots to where those are kept that scripts have made: see keepShadowScript. */
export async function keepDeclaredRoots(cdp: CdpSession, secret: string): Promise<void> {
  const roots = await closedRootsOf(cdp);
  const [first] = roots;
  if (first)
    await cdp.send('Runtime.callFunctionOn', {
      functionDeclaration: giveShadowFunction(secret),
      ...first,
      arguments: roots,
      returnByValue: true,
    });
}
