import { describe, expect, test } from '@jest/globals';
import { describeClient, type Format } from '../../cli/classify.ts';
import { type CrawlerSettings, policyOf } from '../../core/crawlers/policy.ts';

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const described = (userAgent: string, format: Format, settings: CrawlerSettings = {}, accept = '') =>
  describeClient(userAgent, { format, accept, policy: policyOf(settings) });

describe('for people', () => {
  test('four lines', () => {
    expect(described(GOOGLEBOT, 'text')).toBe(`\
who      Googlebot, a crawler of the category search (search engines)
gets     the finished page
because  its name is in the table of known crawlers and tools; search gets the finished page by default
change   names: { Googlebot: false } or categories: { search: false } under crawlers in infra/settings.yml
`);
  });

  test('three where no setting changes it', () => {
    expect(described('', 'text')).toBe(`\
who      a tool or a program without a known name
gets     the app
because  it is no browser and has no name that we know, and who is unknown gets the app
`);
  });
});

describe('one line each', () => {
  test.each<[string, CrawlerSettings, string, string]>([
    [GOOGLEBOT, {}, '', `page\tcrawler\tsearch\tGooglebot\tname\t${GOOGLEBOT}\n`],
    [GOOGLEBOT, {}, 'text/markdown', `markdown\tcrawler\tsearch\tGooglebot\tname\t${GOOGLEBOT}\n`],
    [
      GOOGLEBOT,
      { names: { googlebot: false } },
      '',
      `app\tcrawler\tsearch\tGooglebot\tsettings\t${GOOGLEBOT}\n`,
    ],
    ['', {}, '', 'app\ttool\t-\t-\tunknown\t\n'],
    ['curl/8.5.0', {}, '', 'app\ttool\tlibrary\tcurl\tname\tcurl/8.5.0\n'],
  ])('%j by %j, with Accept %j', (userAgent, settings, accept, line) => {
    expect(described(userAgent, 'line', settings, accept)).toBe(line);
  });
});

test('JSON holds the verdict, and what was asked', () => {
  expect(JSON.parse(described(GOOGLEBOT, 'json'))).toEqual({
    gets: 'page',
    kind: 'crawler',
    name: 'Googlebot',
    category: 'search',
    prerender: true,
    reason: 'name',
    userAgent: GOOGLEBOT,
  });
});

test.each<[Format]>([['text'], ['line'], ['json']])(
  'as %s, what a terminal would obey is shown and not sent',
  format => {
    const hostile = '\u001b]0;title\u0007Foo\u009b31mBot/1\r\n\tx';
    const text = described(hostile, format);
    expect([...text].filter(character => /\p{Cc}/u.test(character) && !'\t\n'.includes(character))).toEqual(
      [],
    );
    expect(text.trimEnd().split('\n')).toHaveLength(format === 'text' ? 4 : 1);
    if (format === 'line') expect(text.split('\t')).toHaveLength(6);
    if (format === 'json') expect(JSON.parse(text).userAgent).toBe(hostile);
  },
);
