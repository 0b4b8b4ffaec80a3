import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeClient } from '../../cli/classify.ts';
import { systemClock } from '../../core/clock.ts';
import { DEFAULT_POLICY, policyOf } from '../../core/crawlers/policy.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { verdictAnswer } from '../../core/visits-api/verdict.ts';
import { PERSON } from '../core/clicks/lines.ts';
import { GPTBOT, SLACKBOT } from '../core/visits/lines.ts';
import { startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());

const verdict = (query: Record<string, string>, headers = {}) =>
  links.ask('/api/crawlers/verdict', { query: new URLSearchParams(query).toString(), headers });

describe('GET /api/crawlers/verdict', () => {
  test('a crawler whose operator can prove it', async () => {
    const { status, headers, body } = await verdict({ userAgent: GPTBOT });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      userAgent: GPTBOT,
      gets: 'page',
      kind: 'crawler',
      name: 'GPTBot',
      category: 'ai-training',
      prerender: true,
      reason: 'words',
      provableBy: 'openai',
      who: 'GPTBot, a crawler of the category ai-training (AI that learns)',
      getsInWords: 'the finished page',
      because: 'its name says what it does; ai-training gets the finished page by default',
      change: ['names: { GPTBot: false }', 'categories: { ai-training: false }'],
    });
  });

  const MARKDOWN = 'text/markdown, text/html;q=0.5';
  test.each([
    [GPTBOT, ''],
    [SLACKBOT, ''],
    [PERSON, ''],
    [PERSON, MARKDOWN],
    ['', ''],
    ['curl/8.5.0', '*/*'],
  ])('the same as `signpost classify --json`: %j, %j', async (userAgent, accept) => {
    const { body } = await verdict({ userAgent, ...(accept && { accept }) });
    const printed = describeClient(userAgent, { policy: DEFAULT_POLICY, accept, format: 'json' });
    expect(body).toMatchObject(JSON.parse(printed));
  });

  test.each<[string, Record<string, string>, string, string]>([
    ['is missing', {}, 'userAgent', 'is missing'],
    ['is too long', { userAgent: 'x'.repeat(2001) }, 'userAgent', 'has more than 2000 characters'],
    ['of an Accept', { userAgent: '', accept: 'x'.repeat(2001) }, 'accept', 'has more than 2000 characters'],
    ['is another', { userAgent: 'x', ua: 'y' }, 'ua', 'is not a field of a verdict'],
  ])('422 for a parameter that %s', async (_, query, field, reason) => {
    const { status, body } = await verdict(query);
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.stringMatching(/./) }]]);
  });

  test('2,000 characters are taken', async () => {
    expect((await verdict({ userAgent: 'é'.repeat(2000) })).status).toBe(200);
  });

  test('takes the scope of what crawlers did', async () => {
    const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
    const status = async (scopes: ['stats:read'] | ['pages']) => {
      const { secret } = await keys.create({ name: 'x', scopes });
      return (await verdict({ userAgent: '' }, { authorization: `Bearer ${secret}` })).status;
    };
    expect([await status(['stats:read']), await status(['pages'])]).toEqual([200, 403]);
  });
});

test('a verdict is by the deployment’s own settings', () => {
  const policy = policyOf({ categories: { 'ai-training': false }, names: { curl: true } });
  expect(verdictAnswer({ userAgent: GPTBOT }, policy)).toMatchObject({
    gets: 'app',
    because: expect.stringMatching(/ai-training gets the app by the settings$/),
    change: ['names: { GPTBot: true }', 'categories: { ai-training: true }'],
  });
  expect(verdictAnswer({ userAgent: 'curl/8.5.0' }, policy)).toMatchObject({
    gets: 'page',
    reason: 'settings',
  });
});
