import { describe, expect, test } from '@jest/globals';
import { compileIdentities } from '../../../core/crawlers/identities.ts';
import { identityOf, type Visitor, visitorOf } from '../../../core/visits/visitor.ts';
import { PERSON } from '../clicks/lines.ts';
import { CHATGPT_USER, GOOGLEBOT, GPTBOT, SLACKBOT } from './lines.ts';

describe('visitorOf(userAgent)', () => {
  test.each<[string, Partial<Visitor>]>([
    [GOOGLEBOT, { kind: 'crawler', name: 'Googlebot', purpose: 'search', claimed: 'google' }],
    [
      'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
      { kind: 'crawler', name: 'bingbot', purpose: 'search', claimed: 'bing' },
    ],
    [GPTBOT, { kind: 'crawler', name: 'GPTBot', purpose: 'ai-training', claimed: 'openai' }],
    [CHATGPT_USER, { kind: 'crawler', name: 'ChatGPT-User', purpose: 'ai-assistant', claimed: 'openai' }],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
      { kind: 'crawler', name: 'PerplexityBot', purpose: 'ai-search', claimed: 'perplexity' },
    ],
    [SLACKBOT, { kind: 'crawler', name: 'Slackbot-LinkExpanding', purpose: 'preview', claimed: undefined }],
    [
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
      { kind: 'crawler', name: 'facebookexternalhit', purpose: 'social', claimed: undefined },
    ],
    [
      'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
      { kind: 'crawler', name: 'AhrefsBot', purpose: 'seo', claimed: 'ahrefs' },
    ],
    ['curl/8.5.0', { kind: 'tool', name: 'curl', purpose: 'library' }],
    ['', { kind: 'tool', name: 'unknown', purpose: undefined }],
    ['NewBot/1.0 (+https://new.example/bot)', { kind: 'crawler', name: 'NewBot', purpose: 'other' }],
    [PERSON, { kind: 'person' }],
    [`${PERSON} urlscan.io`, { kind: 'doubtful' }],
    [`${PERSON} SignpostRenderer/1.0`, { kind: 'own' }],
  ])('%s', (userAgent, visitor) => {
    expect(visitorOf(userAgent)).toMatchObject(visitor);
  });
});

describe('identityOf(claimed, client, identities)', () => {
  const now = Date.UTC(2026, 10, 30);
  const known = compileIdentities(
    {
      sources: {
        'https://developers.google.com/static/crawling/ipranges/common-crawlers.json': {
          fetchedAt: now,
          prefixes: ['66.249.64.0/27', '2001:4860:4801:10::/64'],
        },
      },
    },
    now,
  );
  test.each([
    ['google', '66.249.64.5', 'proved'],
    ['google', '2001:4860:4801:10::7', 'proved'],
    ['google', '203.0.113.9', 'unproved'],
    ['google', '2001:db8::7', 'unproved'],
    ['google', '127.0.0.1', 'proved'],
    ['google', 'not an address', 'unknown'],
    ['openai', '203.0.113.9', 'unknown'],
    [undefined, '203.0.113.9', 'unverifiable'],
  ])('%s from %s: %s', (claimed, client, identity) => {
    expect(identityOf(claimed, client, known)).toBe(identity);
  });
});
