import type { Browser } from '../browser/chromium.ts';
import type { ViewOptions } from './page-view.ts';

/** What a person's browser calls itself: as ours does, without a word of who steers it. */
export async function personOf({
  cdp,
}: Browser): Promise<Required<Pick<ViewOptions, 'userAgent' | 'userAgentMetadata'>>> {
  const { userAgent } = await cdp.send('Browser.getVersion', {});
  const [, version = ''] = /Chrome\/(\d+)/.exec(userAgent) ?? [];
  return {
    userAgent: userAgent.replace('HeadlessChrome', 'Chrome'),
    userAgentMetadata: {
      brands: ['Chromium', 'Google Chrome'].map(brand => ({ brand, version })),
      platform: 'Linux',
      platformVersion: '',
      architecture: 'x86',
      model: '',
      mobile: false,
    },
  };
}
