import { expect, test } from '@jest/globals';
import { CATEGORIES, DEFAULT_POLICY, policyOf } from '../../../core/crawlers/policy.ts';

test('without settings, tools get the app and every crawler the page', () => {
  expect(policyOf()).toEqual({ app: ['monitor', 'library', 'scanner', 'automation'], names: {} });
  expect(policyOf({})).toEqual(DEFAULT_POLICY);
});

test.each([[null], [{ categories: null, names: null }]])('%j, left empty, is the defaults', settings => {
  expect(policyOf(settings)).toEqual(DEFAULT_POLICY);
});

test('settings add to the defaults', () => {
  expect(policyOf({ categories: { seo: false } }).app).toEqual([
    ...CATEGORIES.filter(c => c === 'seo'),
    ...DEFAULT_POLICY.app,
  ]);
  expect(policyOf({ categories: { monitor: true } }).app).toEqual(['library', 'scanner', 'automation']);
  expect(policyOf({ names: { 'Screaming Frog': false } }).names).toEqual({ 'screaming frog': false });
  expect(policyOf({ names: { FooBot: true } })).toEqual({ ...DEFAULT_POLICY, names: { foobot: true } });
});

test.each([
  [
    { categories: { 'ai-traning': false } },
    'crawlers.categories.ai-traning: there is no such category. They are search, social, ',
  ],
  [
    { categories: { seo: 'no' } },
    'crawlers.categories.seo: this must be true (the snapshot) or false (the app).',
  ],
  [
    { names: { FooBot: 'page' } },
    'crawlers.names.FooBot: this must be true (the snapshot) or false (the app).',
  ],
  [{ categories: { toString: true } }, 'crawlers.categories.toString: there is no such category.'],
  [{ name: { FooBot: true } }, 'crawlers.name: there is no such setting. There are categories and names.'],
  ...['FooBot/2.0', 'Screaming Frog SEO', 'https://foo.example', '', '42'].map(
    name => [{ names: { [name]: true } }, `crawlers.names.${name}: no User-Agent is known by this.`] as const,
  ),
])('%j is refused in a sentence', (settings, sentence) => {
  expect(() => policyOf(settings as unknown as Parameters<typeof policyOf>[0])).toThrow(sentence);
});
