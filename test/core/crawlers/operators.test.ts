import { expect, test } from '@jest/globals';
import { directoryOf, OPERATORS, operatorOf } from '../../../core/crawlers/operators.ts';

test.each([
  ['Googlebot', 'google'],
  ['googlebot', 'google'],
  ['Googlebot-Image', 'google'],
  ['AdsBot-Google', 'google'],
  ['Google-InspectionTool', 'google'],
  ['Storebot-Google', 'google'],
  ['Google-Agent', 'google'],
  ['bingbot', 'bing'],
  ['GPTBot', 'openai'],
  ['OAI-SearchBot', 'openai'],
  ['ChatGPT-User', 'openai'],
  ['Claude-SearchBot', 'anthropic'],
  ['Perplexity-User', 'perplexity'],
  ['Applebot', 'apple'],
  ['DuckAssistBot', 'duckduckgo'],
  ['MistralAI-User', 'mistral'],
  ['CCBot', 'commoncrawl'],
  ['AhrefsBot', 'ahrefs'],
  ['Slackbot', undefined],
  ['Twitterbot', undefined],
  ['NotAGPTBot', undefined],
])('%s: %s', (name, id) => {
  expect(operatorOf(name)?.id).toBe(id);
});

test('each publishes something, by https, and nothing twice', () => {
  const all = OPERATORS.flatMap(({ lists, agents }) => [...lists, ...agents.map(directoryOf)]);
  for (const { lists, agents } of OPERATORS) expect(lists.length + agents.length).toBeGreaterThan(0);
  for (const url of all) expect(new URL(url).protocol).toBe('https:');
  expect(new Set(all).size).toBe(all.length);
});
