import { describe, expect, test } from '@jest/globals';
import { audienceOf } from '../../../core/clicks/audience.ts';
import { PERSON } from './lines.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

const follow = (userAgent: string) => ({ method: 'GET', status: 301, userAgent, result: 'Miss' });

describe('who follows a link', () => {
  test.each([
    CHROME,
    `${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`,
    `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBBV/756351453]`,
    `${IPHONE} Mobile/15E148 Instagram 390.0.0.28.85 (iPhone15,2; iOS 18_5; en_US)`,
    'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    `${CHROME} Edg/140.0.0.0`,
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/4.0; MSOffice 12)',
  ])('a person: %s', userAgent => {
    expect(audienceOf(follow(userAgent))).toEqual({ series: 'clicks' });
  });

  test.each([
    ['crawlers', 'Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['crawlers', 'GPTBot', 'GPTBot/1.1'],
    [
      'crawlers',
      'ChatGPT-User',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ChatGPT-User/1.0; +https://openai.com/bot)',
    ],
    ['previews', 'Slackbot-LinkExpanding', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['previews', 'WhatsApp', 'WhatsApp/2.23.20.0'],
    [
      'previews',
      'facebookexternalhit',
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    ],
    [
      'previews',
      'facebookexternalhit',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    ],
    ['previews', 'Discordbot', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
    [
      'previews',
      'GoogleImageProxy',
      'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    ],
    ['tools', 'curl', 'curl/8.5.0'],
    ['tools', 'python-requests', 'python-requests/2.32'],
    ['tools', 'HeadlessChrome', CHROME.replace('Chrome/', 'HeadlessChrome/')],
    ['tools', 'unknown', ''],
    // Scanners of mail that say so.
    ['tools', 'unknown', 'Barracuda Sentinel (EE)'],
    ['tools', 'Protect', 'Mozilla/5.0 (compatible; Mimecast URL Protect)'],
    // And those of which isbot alone has doubts.
    ['doubtful', 'urlscan.io', `${CHROME} urlscan.io`],
    ['doubtful', 'MimecastURLscan', `${CHROME} Edg/116 MimecastURLscan`],
    ['doubtful', 'zgrab', 'Mozilla/5.0 zgrab/0.x'],
    ['doubtful', 'Mozilla', 'Mozilla/5.0'],
  ])('%s, by the name %s: %s', (series, agent, userAgent) => {
    expect(audienceOf(follow(userAgent))).toEqual({ series, agent });
  });
});

describe('what an answer was', () => {
  test.each<[string, Partial<Parameters<typeof audienceOf>[0]>, string | undefined]>([
    ['each redirect is a follow: 302', { status: 302 }, 'clicks'],
    ['307', { status: 307 }, 'clicks'],
    ['308', { status: 308 }, 'clicks'],
    ['kept at the edge', { result: 'Hit' }, 'clicks'],
    ['nothing new: 304', { status: 304 }, undefined],
    ['a link that is none: 404', { status: 404 }, undefined],
    ['one that is over: 410', { status: 410 }, undefined],
    ['a password is asked for: 200', { status: 200 }, undefined],
    ['both ways to an app are shown: 200', apps(), 'clicks'],
    ['the same to a crawler, which it never is', { ...apps(), userAgent: 'Googlebot/2.1' }, 'crawlers'],
    ['a QR code: 200', { status: 200, contentType: 'image/svg+xml' }, undefined],
    ['a card: 200', { status: 200, userAgent: 'WhatsApp/2.23.20.0' }, 'previews'],
    ['a crawler that is shown the form: 200', { status: 200, userAgent: 'Googlebot/2.1' }, undefined],
    ['nothing, as the client had gone: 000', { status: 0 }, undefined],
    ['a failure of ours: 502', { status: 502, result: 'Error' }, undefined],
    ['throttled: 503', { status: 503, result: 'Error' }, undefined],
    ['refused at the edge, as it was ahead of a click: 503', ahead(), 'prefetches'],
    ['the same of a crawler', { ...ahead(), userAgent: 'Googlebot/2.1' }, 'prefetches'],
    ['by HEAD', { method: 'HEAD' }, 'heads'],
    ['by HEAD of a crawler', { method: 'HEAD', userAgent: 'Googlebot/2.1' }, 'heads'],
    ['by HEAD of none', { method: 'HEAD', status: 404 }, undefined],
  ])('%s', (_, more, series) => {
    expect(audienceOf({ ...follow(PERSON), ...more })?.series).toBe(series);
  });
});

function apps() {
  return { status: 200, contentType: 'text/html; way=apps' };
}

function ahead() {
  return { status: 503, result: 'FunctionGeneratedResponse' };
}
