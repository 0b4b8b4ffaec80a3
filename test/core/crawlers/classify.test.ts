import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classify } from '../../../core/crawlers/classify.ts';

// User-Agents as their makers publish them.
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

describe('a crawler that needs a finished page gets the snapshot', () => {
  test.each([
    ['Googlebot', 'search', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    [
      'Googlebot',
      'search',
      'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    ],
    [
      'bingbot',
      'search',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36',
    ],
    [
      'facebookexternalhit',
      'social',
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    ],
    ['Twitterbot', 'social', 'Twitterbot/1.0'],
    ['Slackbot-LinkExpanding', 'social', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    [
      'GPTBot',
      'ai-training',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)',
    ],
    [
      'ChatGPT-User',
      'ai-assistant',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot',
    ],
    [
      'PerplexityBot',
      'ai-search',
      'Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
    ],
    ['ClaudeBot', 'ai-training', 'ClaudeBot'],
    ['WhatsApp', 'social', 'WhatsApp/2.23.20.0'],
  ])('%s (%s): %s', (name, category, userAgent) => {
    expect(classify(userAgent)).toEqual({
      kind: 'crawler',
      name,
      category,
      prerender: true,
      reason: `name ${name}`,
    });
  });
});

describe('a person gets the app', () => {
  test.each([
    CHROME,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
    // a phone whose maker has "bot" in its name
    'Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    // a television that names its search engine
    'Mozilla/5.0 (Linux; Android 12; Google TV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    // Facebook's and Pinterest's own browsers
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/430.0.0.26.111;FBDV/iPhone14,5]',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]',
  ])('%s', userAgent => {
    expect(classify(userAgent)).toMatchObject({ prerender: false });
  });
});

describe('a tool gets the app', () => {
  test.each([
    ['curl', 'library', 'curl/8.5.0'],
    ['python-requests', 'library', 'python-requests/2.32.3'],
    ['HeadlessChrome', 'automation', CHROME.replace('Chrome/', 'HeadlessChrome/')],
    ['SignpostRenderer', 'automation', `${CHROME} SignpostRenderer/1.0`],
    ['SignpostRenderer', 'automation', 'Googlebot/2.1 SignpostRenderer/1.0'],
    [undefined, 'other', 'SomethingBot/1.0 (+https://something.example/bot)'],
  ])('%s (%s): %s', (name, category, userAgent) => {
    expect(classify(userAgent)).toMatchObject({
      kind: 'tool',
      ...(name && { name }),
      category,
      prerender: false,
    });
  });
});

test('any User-Agent, also an empty or huge one, gives a verdict with a reason', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 9000 }), userAgent => {
      expect(classify(userAgent).reason).not.toBe('');
    }),
  );
});
