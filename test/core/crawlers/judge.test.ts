import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../core/crawlers/classify.ts';
import { compileIdentities, NO_IDENTITIES } from '../../../core/crawlers/identities.ts';
import { type ClientRequest, judge } from '../../../core/crawlers/judge.ts';
import { directoryOf } from '../../../core/crawlers/operators.ts';
import { signedHeaders, signingKey } from './signer.ts';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
const KEY = signingKey();
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const GPTBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)';
const SLACKBOT = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';

const IDENTITIES = compileIdentities(
  {
    sources: {
      'https://developers.google.com/static/crawling/ipranges/common-crawlers.json': {
        fetchedAt: NOW - 30 * DAY,
        prefixes: ['66.249.64.0/27', '2001:4860:4801:10::/64'],
      },
      'https://www.bing.com/toolbox/bingbot.json': { fetchedAt: NOW, prefixes: ['157.55.39.0/24'] },
      [directoryOf('chatgpt.com')]: { fetchedAt: NOW, keys: [KEY.jwk as never] },
    },
  },
  NOW,
);

const request = (changed: Partial<ClientRequest>): ClientRequest => ({
  userAgent: GOOGLEBOT,
  address: '203.0.113.9:40000',
  method: 'GET',
  headers: {},
  url: 'https://shop.example/products/3',
  ...changed,
});

const signed = (authority = 'shop.example') =>
  signedHeaders(KEY, {
    covers: [['"@authority"', authority]],
    parameters: `;created=${NOW / 1000};expires=${NOW / 1000 + 60};keyid="${KEY.keyid}";tag="web-bot-auth"`,
  });

describe('who it is', () => {
  const proved = { identity: 'proved', mayRender: true };
  const unproved = { identity: 'unproved', mayRender: false };
  const unverifiable = { identity: 'unverifiable', mayRender: true };
  const byAddress = { ...proved, proof: 'address', operator: 'google' };
  const bySignature = { ...proved, proof: 'signature', operator: 'openai' };
  const byLoopback = { ...proved, proof: 'loopback' };

  test.each<[string, Partial<ClientRequest>, object, string]>([
    ['Googlebot from Google', { address: '66.249.64.5:40000' }, byAddress, 'address of google'],
    ['… over IPv6', { address: '2001:4860:4801:10::5:40000' }, byAddress, 'address of google'],
    ['… as IPv4 in IPv6', { address: '::ffff:66.249.64.5:40000' }, byAddress, 'address of google'],
    ['Googlebot from elsewhere', {}, unproved, 'not an address of google, by a list 30 days old'],
    ['Googlebot from Bing', { address: '157.55.39.1:40000' }, unproved, 'not an address of google'],
    ['Googlebot from nowhere', { address: '' }, unproved, 'the address is not known'],
    ['GPTBot, whose lists are missing', { userAgent: GPTBOT }, unproved, 'no list of openai is known'],
    [
      'Googlebot behind a name that nobody can prove',
      { userAgent: 'Mozilla/5.0 (compatible; Slackbot; Googlebot/2.1; +http://www.google.com/bot.html)' },
      unproved,
      'not an address of google',
    ],
    ['Slackbot, which publishes nothing', { userAgent: SLACKBOT }, unverifiable, 'nothing is published'],
    [
      'Claude-User, which a coding assistant sends from anywhere',
      { userAgent: 'Claude-User (claude-code/2.1.86; +https://support.anthropic.com/)' },
      unverifiable,
      'nothing is published',
    ],
    ['a person', { userAgent: CHROME }, unverifiable, 'nothing is published'],
    ['nobody', { userAgent: '', address: '' }, unverifiable, 'nothing is published'],
    ['Googlebot on this machine', { address: '127.0.0.1:443' }, byLoopback, 'this machine'],
    ['… over IPv6', { address: '::1:443' }, byLoopback, 'this machine'],
    ['… as IPv4 in IPv6', { address: '::ffff:127.0.0.1:443' }, byLoopback, 'this machine'],
    ['GPTBot, signed by OpenAI', { userAgent: GPTBOT, headers: signed() }, bySignature, 'signed by openai'],
    [
      'a browser, signed by OpenAI',
      { userAgent: CHROME, headers: signed() },
      bySignature,
      'signed by openai',
    ],
    [
      'Slackbot, signed by OpenAI',
      { userAgent: SLACKBOT, headers: signed() },
      bySignature,
      'signed by openai',
    ],
    [
      'Googlebot, signed by OpenAI',
      { headers: signed() },
      unproved,
      'signed by openai under a name of google',
    ],
    [
      'GPTBot, signed for another host',
      { userAgent: GPTBOT, headers: signed('other.example') },
      unproved,
      'not of this request',
    ],
    [
      'Slackbot, signed for another host',
      { userAgent: SLACKBOT, headers: signed('other.example') },
      unproved,
      'not of this request',
    ],
    [
      '… even on this machine',
      { address: '127.0.0.1:443', headers: signed('other.example') },
      unproved,
      'not of this request',
    ],
    [
      'Googlebot from Google, signed with a key we do not know',
      {
        address: '66.249.64.5:40000',
        headers: { ...signed(), 'signature-input': 'sig=("@authority");keyid="x";tag="web-bot-auth"' },
      },
      byAddress,
      'address of google',
    ],
  ])('%s', (_, changed, expected, reason) => {
    const judgement = judge(request(changed), IDENTITIES, NOW);
    expect(judgement).toMatchObject(expected);
    expect(judgement.reason).toContain(reason);
  });

  test('a fresh list without the address says nothing of its age', () => {
    const userAgent = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)';
    expect(judge(request({ userAgent }), IDENTITIES, NOW).reason).toMatch(/; not an address of bing$/);
  });

  test('without any identities nobody with a name that can be proved costs a render', () => {
    const nothing = compileIdentities(NO_IDENTITIES, NOW);
    const from = { address: '66.249.64.5:40000' };
    expect(judge(request(from), nothing, NOW)).toMatchObject({ identity: 'unproved', mayRender: false });
    expect(judge(request({ userAgent: SLACKBOT }), nothing, NOW)).toMatchObject({ mayRender: true });
  });

  test('the verdict of the User-Agent stays', () => {
    const { reason, ...verdict } = classify(GOOGLEBOT);
    expect(verdict.name).toBe('Googlebot');
    expect(judge(request({}), IDENTITIES, NOW)).toMatchObject(verdict);
    expect(judge(request({}), IDENTITIES, NOW).reason.startsWith(`${reason}; `)).toBe(true);
  });
});

describe('whether a person may be looking', () => {
  test.each<[string, Partial<ClientRequest>, boolean]>([
    ['a page', {}, true],
    ['a page for a browser that saves data', { headers: { 'save-data': 'on' } }, true],
    ['HEAD', { method: 'HEAD' }, false],
    ['Sec-Purpose: prefetch', { headers: { 'sec-purpose': 'prefetch' } }, false],
    ['Sec-Purpose: prefetch;prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }, false],
    ['Purpose: prefetch', { headers: { purpose: 'prefetch' } }, false],
    ['X-Purpose: preview', { headers: { 'x-purpose': 'preview' } }, false],
    ['X-Moz: prefetch', { headers: { 'x-moz': 'prefetch' } }, false],
    ['a crawler', { userAgent: SLACKBOT }, false],
    ['a tool', { userAgent: 'curl/8.5.0' }, false],
    ['a browser driven by an agent that signs', { headers: signed() }, false],
  ])('%s: %s', (_, changed, view) => {
    expect(judge(request({ userAgent: CHROME, ...changed }), IDENTITIES, NOW).view).toBe(view);
  });
});
