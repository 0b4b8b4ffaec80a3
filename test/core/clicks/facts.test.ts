import { describe, expect, test } from '@jest/globals';
import { factsOf, siteOf } from '../../../core/clicks/facts.ts';
import { line, PERSON } from './lines.ts';

test.each([
  ['', ''],
  ['https://www.example.com/a?b=c', 'example.com'],
  ['http://news.example:8080/', 'news.example'],
  ['https://EXAMPLE.com./', 'example.com'],
  ['https://www.xn--bcher-kva.example/', 'xn--bcher-kva.example'],
  ['android-app://com.google.android.gm/', 'android-app:com.google.android.gm'],
  ['ios-app://544007664/vnd.youtube', 'ios-app:544007664'],
  ['about:client', ''],
  ['data:text/html,x', ''],
  ['//no.scheme', ''],
  ['no address', ''],
])('the referrer %j is of the site %j', (referrer, site) => {
  expect(siteOf(referrer)).toBe(site);
});

describe('what a click is told apart by', () => {
  test('all of it', () => {
    const query = 'utm_campaign=may+sale&qr';
    const said = line({
      query,
      referrer: 'https://www.news.example/a',
      contentType: 'text/html; way=rule-3',
    });
    expect(factsOf(said)).toEqual({
      country: 'DE',
      referrer: 'news.example',
      device: 'desktop',
      os: 'windows',
      browser: 'chrome',
      campaign: 'may sale',
      rule: '3',
      via: 'qr',
    });
  });

  test.each([
    ['', { campaign: '', via: 'link' }],
    ['qr=1', { via: 'qr' }],
    ['QR', { via: 'link' }],
    ['utm_campaign=', { campaign: '' }],
    ['utm_campaign=a&utm_campaign=b', { campaign: 'a' }],
    ['utm_campaign=Gr%C3%B6%C3%9Fe', { campaign: 'Größe' }],
    ['utm_campaign=%E0%A4%A', { campaign: '\ufffd%A' }],
    ['utm_source=x', { campaign: '' }],
  ])('the query %j', (query, facts) => {
    expect(factsOf(line({ query }))).toMatchObject(facts);
  });

  test.each([
    ['', undefined],
    ['text/html', undefined],
    ['text/html; way=ended', undefined],
    ['text/html; way=rule-12', '12'],
    ['text/html; way=rule-x', undefined],
  ])('the content type %j: by the rule %s', (contentType, rule) => {
    expect(factsOf(line({ contentType })).rule).toBe(rule);
  });

  test.each([
    [PERSON, 'desktop', 'windows', 'chrome'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'mobile',
      'ios',
      'safari',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0', 'desktop', 'linux', 'firefox'],
    ['', '', '', ''],
    ['nothing that is known', '', '', ''],
  ])('%s', (userAgent, device, os, browser) => {
    expect(factsOf(line({ userAgent }))).toMatchObject({ device, os, browser });
  });
});
