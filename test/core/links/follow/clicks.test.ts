import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Counters } from '../../../../core/counters.ts';
import { connectDynamoDb, itemsOf } from '../../../../core/dynamodb.ts';
import { isPerson, mayFollow, showsCards } from '../../../../core/links/follow/clicks.ts';
import { close } from '../../../../local/http.ts';
import { startTables, type Tables } from '../../../tables.ts';

let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** Counters on a table that does each write, and hangs up instead of saying so the first time. */
async function withLostAnswers(use: (counters: Counters) => Promise<void>): Promise<void> {
  const answered = new Set<string>();
  const proxy = createServer((incoming, outgoing) => {
    const { headers } = incoming;
    const onward = request(`${process.env.AWS_ENDPOINT_URL}`, { method: 'POST', headers });
    const call = `${headers['amz-sdk-invocation-id']}`;
    const isLost = `${headers['x-amz-target']}`.endsWith('UpdateItem') && !answered.has(call);
    answered.add(call);
    onward.on('response', answer => {
      if (isLost) return answer.on('end', () => outgoing.destroy()).resume();
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
  const real = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const client = connectDynamoDb();
  process.env.AWS_ENDPOINT_URL = real;
  try {
    await use(new Counters(itemsOf({ client, name: 'counters' })));
  } finally {
    client.destroy();
    await close(proxy);
  }
}

describe('mayFollow', () => {
  test.each([7, 100])('of %d clicks, people who race and more after them get as many', async maxClicks => {
    const link = { id: `many-${maxClicks}`, maxClicks };
    const counters = new Counters(itemsOf(tables.counters));
    const granted = [];
    for (let people = 0; people < maxClicks + 20; people += 20)
      granted.push(...(await Promise.all(Array.from({ length: 20 }, () => mayFollow(link, true, counters)))));
    expect(granted.filter(Boolean).length).toBe(maxClicks);
    expect(await mayFollow(link, false, counters)).toBe(false);
  });

  test('of more than can be written down as well, one after the other', async () => {
    const link = { id: 'many more', maxClicks: 101 };
    const counters = new Counters(itemsOf(tables.counters));
    const granted = [];
    for (let people = 0; people < 103; people++) granted.push(await mayFollow(link, true, counters));
    expect(granted.filter(Boolean).length).toBe(101);
  });

  test('a click whose answer was lost is granted, and counts once', async () => {
    await withLostAnswers(async counters => {
      const link = { id: 'lost', maxClicks: 3 };
      const granted = [];
      for (let n = 0; n < 5; n++) granted.push(await mayFollow(link, true, counters));
      expect(granted).toEqual([true, true, true, false, false]);
    });
  });
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', true, false],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', false, false],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', false, true],
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', false, true],
  ['Twitterbot/1.0', false, true],
  ['WhatsApp/2.23.20.0', false, true],
  ['TelegramBot (like TwitterBot)', false, true],
  ['Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)', false, true],
  ['LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)', false, true],
  ['curl/8.5.0', false, false],
  ['', false, false],
])('%j: a person is %j, shows cards is %j', (userAgent, person, cards) => {
  expect([isPerson(userAgent), showsCards(userAgent)]).toEqual([person, cards]);
});
