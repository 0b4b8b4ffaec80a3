import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classify } from '../../../core/crawlers/classify.ts';
import { deciderOf } from '../../../core/crawlers/decide.ts';
import { DEFAULT_POLICY, policyOf } from '../../../core/crawlers/policy.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('who gets the finished page, and who the app', () => {
  test.each([
    ['search engines', 'page', GOOGLEBOT],
    [
      'cards in social networks',
      'page',
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    ],
    ['link previews in chats', 'page', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    [
      'an AI that searches',
      'page',
      'Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
    ],
    ['an AI that somebody asked', 'page', `${CHROME}; ChatGPT-User/1.0; +https://openai.com/bot`],
    [
      'an AI that learns',
      'page',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)',
    ],
    [
      'search engine optimisers',
      'page',
      'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    ],
    [
      'archives',
      'page',
      'Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)',
    ],
    ['feed readers', 'page', 'Feedly/1.0 (+http://www.feedly.com/fetcher.html)'],
    ['people', 'app', CHROME],
    [
      'people in an app',
      'app',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/430.0.0.26.111;FBDV/iPhone14,5]',
    ],
    ['uptime monitors', 'app', 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)'],
    ['programs', 'app', 'curl/8.5.0'],
    ['security scanners', 'app', 'Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)'],
    ['browsers without a person', 'app', CHROME.replace('Chrome/', 'HeadlessChrome/')],
    ['Lighthouse and PageSpeed', 'app', `${CHROME} Chrome-Lighthouse`],
    ['who says nothing', 'app', ''],
  ])('%s get the %s: %s', (_who, gets, userAgent) => {
    expect(classify(userAgent).prerender).toBe(gets === 'page');
  });
});

/** kind, category, prerender, name, source, User-Agent: real ones, and what must come of them. */
const REAL = readFileSync('test/core/crawlers/user-agents.tsv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => line.split('\t') as [string, string, string, string, string, string]);

/** Tools whose only sign is a bare name behind a browser's: an app's name looks the same. They get what people get. */
const DISGUISED =
  /DareBoost|Ghost Inspector|Page Speed Insights|GTmetrix|splash|TestLocally|YLT|WindowsPowerShell|ThousandEyes|Nikto|OpenVAS|SecurityHeaders|zgrab/;

describe('real User-Agents', () => {
  test('there are enough of them, each once, each with its source', () => {
    expect(REAL.length).toBeGreaterThanOrEqual(500);
    expect(new Set(REAL.map(([, , , , , userAgent]) => userAgent)).size).toBe(REAL.length);
    expect(REAL.filter(([, , , , source]) => source === '')).toEqual([]);
  });

  test.each(REAL)('%s %s, page: %s, %s (%s): %s', (kind, category, page, _name, _source, userAgent) => {
    const verdict = classify(userAgent);
    const expected = DISGUISED.test(userAgent)
      ? { kind: 'person', category: '', page }
      : { kind, category, page };
    expect({
      kind: verdict.kind,
      category: verdict.category ?? '',
      page: verdict.prerender ? 'yes' : 'no',
    }).toEqual(expected);
  });

  /** Named by another word of theirs: a phrase has no one name, and some say whose crawler they follow. */
  const BY_ANOTHER = ['archive.org_bot', 'NewsBlur', 'Valve/Steam HTTP Client'];

  test('a crawler goes by its own name', () => {
    const strangers = REAL.filter(([kind, , , name, , userAgent]) => {
      const given = classify(userAgent).name?.toLowerCase() ?? '';
      return (
        kind === 'crawler' &&
        name !== '' &&
        !name.toLowerCase().includes(given) &&
        !given.includes(name.toLowerCase())
      );
    });
    expect([...new Set(strangers.map(([, , , name]) => name))]).toEqual(BY_ANOTHER);
  });
});

describe('names that no table holds', () => {
  const words = deciderOf({});
  test.each([
    ['Zqxbot/1.0', 'other', true],
    ['Zqxbot/1.0 (+https://zqx.example/bot)', 'other', true],
    ['Mozilla/5.0 (compatible; ZqxSpider/2.1; +https://zqx.example)', 'other', true],
    [`${CHROME} (compatible; zqx-crawler/3)`, 'other', true],
    [`${CHROME}; ZqxBot/1.0; +https://zqx.example`, 'other', true],
    ['ZqxSearchBot/1.0', 'search', true],
    ['ZqxLinkPreview/1.0 (+https://zqx.example)', 'preview', true],
    ['Zqx-Unfurler/0.3', 'preview', true],
    ['Zqx-User/1.0', 'ai-assistant', true],
    [`${CHROME} Zqx-User/1.0`, 'ai-assistant', true],
    [`${CHROME} claude-zqx`, 'ai-training', true],
    [
      'Mozilla/5.0 (Linux; Android 10; ZqxBot/1.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
      'other',
      true,
    ],
    ['Mozilla/5.0 (compatible; ZqxGPT-SearchBot/1.0)', 'ai-search', true],
    ['zqx-ai', 'ai-training', true],
    ['ZqxFeedFetcher/2.0', 'feed', true],
    ['Zqx-archiver', 'archive', true],
    ['ZqxSeoBot/1.0', 'seo', true],
    ['Mozilla/5.0 (compatible; YandexZqx/1.0; +http://yandex.com/bots)', 'search', true],
    ['Google-Zqx (+https://developers.google.com)', 'search', true],
    ['ZqxUptimeBot/1.0', 'monitor', false],
    ['Mozilla/5.0 (compatible; ZqxMonitor/1.0; +https://zqx.example)', 'monitor', false],
    ['Zqx Link Checker 2', 'monitor', false],
    ['Zqx-Healthcheck', 'monitor', false],
    ['Mozilla/5.0 (compatible; ZqxScanner/1.0)', 'scanner', false],
    ['ZqxSecurityBot/1.0', 'scanner', false],
    ['zqx-http-client/4.2', 'library', false],
    ['bluesky-sdk', 'library', false],
    ['notion-client/2.2', 'library', false],
    ['python-zqx/3.1', 'library', false],
    ['Mozilla/5.0 (compatible; Zqx\\Http\\SearchBot)', 'library', false],
    ['Zqx/1.0 [\\Zqx\\Feed\\Crawler]', 'library', false],
    ['ZqxBot-Shopping/1.0', 'other', true],
    ['ZqxPing/1.0', 'monitor', false],
    ['ZqxSafetyBot/1.0', 'monitor', false],
    ['Zqx-Ads-Verification/1.0', 'monitor', false],
    ['Mozilla/5.0 (compatible; Google-Zqx-Verification/1.0)', 'monitor', false],
    ['Mozilla/5.0 (compatible; YandexZqxScanner/1.0; +http://yandex.com/bots)', 'scanner', false],
    ['Mozilla/5.0 (compatible; bingzqxsafetybot/1.0)', 'monitor', false],
    ['ZqxConsentBot/1.0', 'scanner', false],
    ['ZqxPrivacyBot/1.0', 'scanner', false],
    ['ZqxPhishBot/1.0', 'scanner', false],
    ['ZqxQABot/1.0', 'monitor', false],
    ['ZqxTestingBot/1.0', 'monitor', false],
    ['zqx-dependency-bot', 'monitor', false],
    ['Zqx-RenovateBot/1.0', 'monitor', false],
    ['ZqxErrorBot/1.0', 'monitor', false],
    ['ZqxValidator/1.0', 'monitor', false],
    ['Zqx-Monitor/1.0', 'monitor', false],
    [`${CHROME} Zqx-Monitor/1.0`, 'monitor', false],
    ['ZqxAI/1.0', 'ai-training', true],
    ['ZqxCopilot/1.0', 'ai-assistant', true],
    ['Zqx-Read-Later/1.0', 'preview', true],
    ['ZqxBookmark/1.0', 'preview', true],
    ['Zqx-Citation/1.0', 'preview', true],
    ['ZqxChatPreview/1.0', 'preview', true],
    ['ZqxChatLookup/1.0', 'preview', true],
    ['ZqxMetadataLookup/1.0', 'preview', true],
    ['ZqxImageIndex/1.0', 'search', true],
    ['NotionEmbedder', 'preview', true],
    [`${CHROME} HeadlessZqx/1.0`, 'automation', false],
  ])('%s: %s', (userAgent, category, prerender) => {
    expect(words(userAgent, DEFAULT_POLICY)).toMatchObject({ category, prerender });
  });

  test.each([
    ['Zqx/1.0 (+https://zqx.example/bot)', 'other', 'Zqx'],
    ['Zqx/1.0 (+https://zqx.example/bot.html)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/crawler/)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/crawling-policy)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/spiderbot/)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/robot)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; http://zqx.example/robots/)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; www.zqx.example/webcrawler.html)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; https://bot.zqx.example)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; crawler@zqx.example)', 'other', 'Zqx'],
    ['Zqx/1.0 (spider-feedback@zqx.example)', 'other', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +http://help.zqx.example/en)', 'search', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://www.zqx.example/webmasters/)', 'search', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://webmaster.zqx.example)', 'search', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://search.zqx.example/about)', 'search', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqxsearch.example)', 'search', 'Zqx'],
    ['Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.ai/about)', 'ai-assistant', 'Zqx'],
    [`${CHROME} (+https://zqx.example/bot)`, 'other', undefined],
    ['python-zqx/2.31 (+https://zqx.example/bot)', 'other', 'python-zqx'],
  ])('%s: its address says %s', (userAgent, category, name) => {
    expect(words(userAgent, DEFAULT_POLICY)).toMatchObject({ prerender: true, reason: 'home', category });
    expect(classify(userAgent)).toMatchObject({ kind: 'crawler', category, prerender: true });
    expect(classify(userAgent).name).toBe(name);
  });

  test.each([
    ['an address that says nothing', 'Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/about)'],
    ['research is no search', 'Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/research)'],
    ['robotics make no robot', 'Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example/robotics)'],
    ['everybody has a webmaster', 'Mozilla/5.0 (compatible; Zqx/1.0; webmaster@zqx.example)'],
    ['a name that says tool', 'Mozilla/5.0 (compatible; ZqxUptime/1.0; +https://zqx.example/bot)'],
    ['a scanner', 'Mozilla/5.0 (compatible; ZqxScanner/1.0; +https://zqx.example/bot)'],
    [
      "a person's plug-in",
      'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; http://zqx.example/search)',
    ],
  ])('%s: %s gets the app', (_what, userAgent) => {
    expect(classify(userAgent).prerender).toBe(false);
  });

  test.each([
    [
      'a phone',
      'Mozilla/5.0 (Linux; Android 11; ZQX BOT 50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    ],
    [
      'a phone with a build',
      'Mozilla/5.0 (Linux; U; Android 4.4; xx; Zqxbot Spider Build/KOT49H) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30',
    ],
    [
      'a television',
      'Mozilla/5.0 (Linux; Android 12; Google TV Discovery) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    ],
    ['an app', `${CHROME} Zqx/11.2`],
    [
      'a phone with a language before its name',
      'Mozilla/5.0 (Linux; U; Android 11; en; Zqxbot X) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/61.0 Mobile Safari/537.36',
    ],
    ['a phone in Firefox', 'Mozilla/5.0 (Android 9; Mobile; SPIDER X; rv:68.0) Gecko/68.0 Firefox/68.0'],
    [
      'a phone with a system of its own',
      'Mozilla/5.0 (Mobile; ZQX SPIDER-X8; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
    ],
    [
      'a smart television',
      'Mozilla/5.0 (Linux; Tizen 2.3; SmartBot TV) AppleWebKit/538.1 (KHTML, like Gecko) Version/2.3 TV Safari/538.1',
    ],
    ['a handheld', 'Mozilla/4.0 (PDA; SL-C750/1.0,Embedix/Qtopia/1.3.0) NetFront/3.0 Zaurus C750'],
    [
      'an old toolbar',
      'Mozilla/5.0 (Windows; U; Windows NT 5.1; de; rv:1.8.0.3; Google-TR-3) Gecko/20060426 Firefox/1.5.0.3',
    ],
    [
      'a plug-in with an address',
      'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; http://bsalsa.com; SearchToolbar 1.2)',
    ],
    [
      'the disk of a messenger',
      `${CHROME} wxwork/4.1.6 (MicroMessenger/6.2) WindowsWechat MailPlugin_Electron WeMail embeddisk`,
    ],
    ['a player of embedded films', `${CHROME} EmbedPlayer/2.0`],
    ['a scanner of paper', `${CHROME} CamScanner/6.30.0`],
    ['a scanner of paper, for money', `${CHROME} CamScanner Pro/6.31`],
    ['a checker of prices', `${CHROME} PriceChecker/3.2`],
    ['a monitor of babies', `${CHROME} BabyMonitoring/3.2`],
    ['a comic', `${CHROME} SpiderMan/1.0`],
    ["a shop's own app", 'Talbots/7.1 (iPhone; iOS 17.1; Scale/3.00)'],
    ['an app on a phone of CUBOT', 'Zqx/11.2 (CUBOT; CUBOT_X18_Plus; Android 8.0)'],
    [
      'a network, in its own app',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]',
    ],
  ])('%s is no crawler', (_what, userAgent) => {
    expect(classify(userAgent)).toMatchObject({ kind: 'person', prerender: false });
  });

  test('nor is one whose name comes after 512 characters: what is read is bounded', () => {
    expect(classify(`${'x '.repeat(256)}Googlebot/2.1`).prerender).toBe(false);
    expect(classify(`${'x '.repeat(240)}Googlebot/2.1`).prerender).toBe(true);
  });

  test.each([
    ['address', 'Mozilla/5.0 (compatible; Zqx/1.0; +https://zqx.example)'],
    ['unknown', 'Zqx/1.0'],
    ['unknown', 'constructor'],
    ['unknown', ''],
  ])('%s: %j is a tool, and gets the app', (reason, userAgent) => {
    expect(classify(userAgent)).toEqual({ kind: 'tool', prerender: false, reason });
  });
});

describe('the rule that decided', () => {
  test.each([
    ['name', 'Googlebot/2.1'],
    ['name', 'Experibot-v9 http://goo.gl/ZAr8wX'],
    ['maker', 'Mozilla/5.0 (compatible; YandexZqx/1.0; +http://yandex.com/bots)'],
    ['words', 'Zqxbot/1.0'],
    ['browser', CHROME],
    ['renderer', 'Googlebot/2.1 SignpostRenderer/1.0'],
    ['renderer', `${CHROME} SignpostRenderer/1.0`],
  ])('%s: %s', (reason, userAgent) => {
    expect(classify(userAgent).reason).toBe(reason);
  });

  test.each([
    ['the crawler, not the library it is made with', 'Zqxbot/1.0 python-requests/2.31', 'Zqxbot'],
    [
      'the crawler, not the browser it runs',
      `${CHROME.replace('Chrome/', 'HeadlessChrome/')} Zqxbot/1.0`,
      'Zqxbot',
    ],
    ['the monitor, not the crawler it calls itself', 'Zqxbot Uptime/1.0', 'Uptime'],
    ['the monitor, not what it says it does', 'ZqxSearchBot Uptime/1.0', 'Uptime'],
    ['the name that says what for', 'Zqxbot/1.0 ZqxPreview/1.0', 'ZqxPreview'],
    ['the crawler, not the program it is called from', 'curl/8.5.0 Zqxbot/1.0', 'Zqxbot'],
    ['the first of two crawlers', 'facebookexternalhit/1.1 Facebot Twitterbot/1.0', 'facebookexternalhit'],
  ])('%s', (_what, userAgent, name) => {
    expect(classify(userAgent).name).toBe(name);
  });
});

describe('the operator adjusts', () => {
  const settings = {
    categories: { 'ai-training': false, monitor: true },
    names: { ZQX: true, dotbot: false, GoogleBot: false, 'Zqx Frog': false },
  };
  const policy = policyOf(settings);

  test.each([
    ['a category that got the page', 'GPTBot/1.3', false],
    ['a category that got the app', 'UptimeRobot/2.0', true],
    ['a name of an app', 'Zqx/1.0', true],
    ['a name of two words', 'Zqx Frog Spider/1.0', false],
    ["a name behind a browser's", `${CHROME} Zqx/1.0`, true],
    ["part of a word behind a browser's", `${CHROME} Zqxyz/1.0`, false],
    [
      'a name, in any letter case',
      'Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot)',
      false,
    ],
    ['a name', GOOGLEBOT, false],
    ['nothing of the rest', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', true],
    ['nothing of the rest', 'curl/8.5.0', false],
    ['not a browser', CHROME, false],
  ])('%s: %s', (_what, userAgent, prerender) => {
    expect(classify(userAgent, policy).prerender).toBe(prerender);
  });

  test('never our own renderer', () => {
    const own = policyOf({ names: { SignpostRenderer: true }, categories: { automation: true } });
    expect(classify(`${CHROME} SignpostRenderer/1.0`, own).prerender).toBe(false);
  });

  test('and it says so', () => {
    expect(classify('Zqx/1.0', policy)).toMatchObject({ reason: 'settings', name: 'Zqx', category: 'other' });
    expect(classify(GOOGLEBOT, policy)).toMatchObject({ reason: 'settings', category: 'search' });
  });
});

describe('whatever is sent', () => {
  const pieces = [
    'Mozilla/5.0 ',
    '(compatible; ',
    'Googlebot',
    'bot',
    '/',
    ';',
    '(',
    ')',
    ' ',
    '-',
    '.',
    '+http://',
    '@',
    'a',
    '1',
    'scan',
    'AppleWebKit',
    'Android ',
    'ai',
    'search',
    'llm-',
    'compatible; ',
    ' Build/',
    '\u0000',
    'é',
    '\ud83e',
  ];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 9000 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 3000 }).map(parts => parts.join('')),
    fc
      .tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 8192 }))
      .map(([piece, n]) => piece.repeat(n).slice(0, 8192)),
  );

  // A pattern that backtracks would not be done with one of these before the test's time is up.
  test('a verdict comes, with a reason, and nothing throws', () => {
    fc.assert(
      fc.property(hostile, userAgent => {
        const { kind, prerender, reason } = classify(userAgent);
        expect(reason).not.toBe('');
        expect(kind === 'person' && prerender).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
