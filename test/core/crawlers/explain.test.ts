import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../core/crawlers/classify.ts';
import { CATEGORY_NAMES, explain, formOf } from '../../../core/crawlers/explain.ts';
import { RENDERER_TOKEN } from '../../../core/crawlers/own-renderer.ts';
import { CATEGORIES, type CrawlerSettings, policyOf } from '../../../core/crawlers/policy.ts';
import { pageRouter } from '../../../edge/route-page.ts';
import { edgeSettings } from '../../../infra/edge-settings.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const USER_AGENTS = readFileSync('test/core/crawlers/user-agents.tsv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => line.split('\t').at(-1) ?? '');

/** The explanation of a client, by the settings of a stage. */
const explained = (userAgent: string, settings: CrawlerSettings = {}, accept = '') => {
  const policy = policyOf(settings);
  return explain(classify(userAgent, policy), { userAgent, policy, accept });
};

describe('a verdict in words', () => {
  test('says who, what, why, and how to change it', () => {
    expect(explained(GOOGLEBOT)).toEqual({
      who: 'Googlebot, a crawler of the category search (search engines)',
      gets: 'the finished page',
      because:
        'its name is in the table of known crawlers and tools; search gets the finished page by default',
      change: ['names: { Googlebot: false }', 'categories: { search: false }'],
    });
  });

  test.each<[string, string, CrawlerSettings, RegExp, RegExp]>([
    ['a person', CHROME, {}, /^a person, as far as/, /looks like a browser/],
    [
      'our own renderer',
      `${CHROME} ${RENDERER_TOKEN}/1`,
      {},
      /^SignpostRenderer, a tool/,
      /our own renderer/,
    ],
    ['nobody we know', 'FooThing/1', {}, /without a known name/, /who is unknown gets the app/],
    ['nobody at all', '', {}, /without a known name/, /who is unknown gets the app/],
    ['an address alone', 'FooThing/1 (+https://foo.example)', {}, /without a known name/, /to complain to/],
    [
      'an address that says it',
      'FooThing/1 (+https://foo.example/bot)',
      {},
      /^FooThing, a crawler of the category other/,
      /the address it gives says what it does; other gets the finished page by default/,
    ],
    [
      'an address that says it, and no name',
      `${CHROME} (+https://foo.example/bot)`,
      {},
      /^without a name, a crawler/,
      /the address it gives/,
    ],
    ['a name that says it', 'FooBot/1', {}, /^FooBot, a crawler/, /its name says what it does; other gets/],
    ['a maker’s', 'Google-Foo/1', {}, /^Google-Foo, a crawler/, /the name of its maker/],
    ['one the settings name', 'FooBot/1', { names: { foobot: false } }, /^FooBot/, /^the settings name it$/],
    [
      'one of a category that is set',
      GOOGLEBOT,
      { categories: { search: false } },
      /^Googlebot/,
      /search gets the app by the settings$/,
    ],
  ])('%s', (_who, userAgent, settings, who, because) => {
    const explanation = explained(userAgent, settings);
    expect(explanation.who).toMatch(who);
    expect(explanation.because).toMatch(because);
  });

  test('who would rather have Markdown gets it, and no setting changes that', () => {
    expect(explained(CHROME, {}, 'text/markdown')).toMatchObject({
      gets: 'the finished page, as Markdown',
      because: expect.stringContaining('rather have Markdown'),
      change: [],
    });
  });

  test('each category has its words', () => {
    expect(Object.keys(CATEGORY_NAMES).sort()).toEqual([...CATEGORIES].sort());
  });
});

describe('how to change it', () => {
  test.each<[string, string[]]>([
    [CHROME, []],
    [`${CHROME} ${RENDERER_TOKEN}/1`, []],
    ['', []],
    ['FooThing/1', ['names: { FooThing: true }']],
    // The word before the address is no name of its own: every browser has it.
    ['Mozilla/5.0 (compatible; +https://foo.example)', []],
    ['Foobot-v2', ['names: { Foobot-v2: false }', 'categories: { other: false }']],
    ['No/1', ['names: { "No": true }']],
    ['foo*bot/1', ['names: { "foo*bot": false }', 'categories: { other: false }']],
  ])('%j: %j', (userAgent, change) => {
    expect(explained(userAgent).change).toEqual(change);
  });

  test('of every real User-Agent: done as it says, the client gets the other', () => {
    const kept = USER_AGENTS.flatMap(userAgent =>
      explained(userAgent)
        .change.filter(
          line => classify(userAgent, policyOf(read(line))).prerender === classify(userAgent).prerender,
        )
        .map(line => `${line} for ${userAgent}`),
    );
    expect(kept).toEqual([]);
  });
});

test('what a client is said to get is what the edge gives it', () => {
  const route = pageRouter(edgeSettings({ pageParameters: [] }));
  const endings = { app: 'index.html', page: '.html', markdown: '.md' };
  for (const accept of ['', 'text/html,*/*;q=0.8', 'text/markdown', 'text/markdown;q=0.5, text/html'])
    for (const userAgent of [...USER_AGENTS, CHROME, '', `${CHROME} ${RENDERER_TOKEN}/1`]) {
      const { uri } = route({ host: 'site.example', uri: '/a', query: '', userAgent, accept });
      const form = uri === '/app/index.html' ? 'app' : uri.endsWith('.md') ? 'markdown' : 'page';
      expect([userAgent, accept, formOf(classify(userAgent), accept)]).toEqual([userAgent, accept, form]);
      expect(uri.endsWith(endings[form])).toBe(true);
    }
});

/** A line for the settings file, as YAML reads it: it is written so that JSON needs only its quotes. */
function read(line: string): CrawlerSettings {
  const json = line.replace(/(?<=^|[{ ])([\w.-]+)(?=:)/g, '"$1"');
  return JSON.parse(`{ ${json} }`);
}
