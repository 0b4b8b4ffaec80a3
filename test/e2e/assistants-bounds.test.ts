import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { MAX_DATA, MAX_TEXT } from '../../core/assistants/fitted.ts';
import { TOOLS } from '../../core/assistants/tools.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { systemClock } from '../../core/clock.ts';
import { compileIdentities } from '../../core/crawlers/identities.ts';
import { PageTable } from '../../core/snapshots/table.ts';
import { countVisits } from '../../core/visits/count.ts';
import { clickItems } from '../core/clicks/items.ts';
import { GPTBOT, visitLine } from '../core/visits/lines.ts';
import { overHttp, type Told, told } from './assistants.ts';
import { type Booted, cloudForFile, KEY, until } from './cloud.ts';
import { askApi } from './documented.ts';

/* However much there is, and however long: what a tool answers is no longer than a model wants to read, and holds no secret. */

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

let client: Client;
/** Whatever nobody may read in an answer. */
const secrets: string[] = [KEY];
const PASSWORD = 'correct-horse-battery';
const LINKS = 1000;
const CHANGES = 12;

beforeAll(async () => {
  client = await overHttp(app.short, KEY);
  for (let from = 0; from < LINKS; from += 250) await batch(linksFrom(from).slice(0, 250));
  await makeLargest();
  await makeKeys();
  await count();
  await storePages();
  secrets.push(...Object.values<string>(JSON.parse(readFileSync(join(app.data, 'secrets.json'), 'utf8'))));
}, 300_000);
afterAll(() => client.close());

const api = async (method: string, path: string, body?: object) =>
  await (await askApi(app.short, method, path, { key: KEY, ...(body && { body }) })).json();

const slugOf = (index: number) => `many/${'x'.repeat(40)}-${index}`;

/** As long as settings may be. */
const LONG = {
  url: `https://example.com/${'long/'.repeat(300)}`,
  title: 't'.repeat(300),
  note: 'n'.repeat(2000),
  tags: ['many', ...Array.from({ length: 19 }, (_, tag) => `${tag}`.padEnd(50, '-'))],
};

const linksFrom = (first: number) =>
  Array.from({ length: LINKS - first }, (_, index) => ({
    ...((first + index) % 25 === 0 ? LONG : { url: `https://example.com/${first + index}`, tags: ['many'] }),
    slug: slugOf(first + index),
  }));

/** Has links made. On a slow machine a batch may have no time for all of them, and says so. */
async function batch(links: object[]): Promise<void> {
  let left = links;
  await until(async () => {
    const { results } = await api('POST', '/api/links/batch', { links: left });
    left = left.filter((_, index) => results[index].status === 503);
    return left.length === 0;
  });
}

/** A link with a password, all settings as long as they may be, a history and as much ordered as there is room for. */
async function makeLargest(): Promise<void> {
  const rules = Array.from({ length: 20 }, (_, n) => ({ url: `${LONG.url}${n}`, country: ['DE'] }));
  await api('POST', '/api/links', { ...LONG, rules, slug: 'largest', password: PASSWORD });
  for (let n = 0; n < CHANGES; n++)
    await api('PATCH', '/api/links/largest', {
      note: `${n}`.padEnd(2000, 'm'),
      title: `${n}`.padEnd(300, 'm'),
    });
  for (let n = 0; n < 7; n++)
    await api('POST', '/api/links/largest/changes', {
      at: `2040-01-0${n + 1}T00:00:00Z`,
      patch: { note: LONG.note },
    });
  const command = new GetCommand({ TableName: app.cloud.stack.ref('LinksTable'), Key: { slug: 'largest' } });
  const { Item } = await app.dynamodb.send(command);
  secrets.push(PASSWORD, Item?.password.hash, Item?.password.salt);
}

async function makeKeys(): Promise<void> {
  for (let n = 0; n < 50; n++) {
    const { secret } = await api('POST', '/api/keys', { name: `key ${n}`, scopes: ['links:read'] });
    secrets.push(secret);
  }
}

/** Clicks from a thousand places, of twenty links; visits of hundreds of pages, and as many that failed. */
async function count(): Promise<void> {
  const { dynamodb } = app;
  const table = new CountingTable({ client: dynamodb, name: app.cloud.stack.ref('ClicksTable') });
  const hour = new Date().toISOString().slice(0, 13);
  const referrer = Object.fromEntries(
    Array.from({ length: 1000 }, (_, n) => [`${n}.${'r'.repeat(40)}.example`, 1]),
  );
  const everywhere = clickItems('all#', { [hour]: 1000 }).map(item => ({
    ...item,
    tally: { ...item.tally, by: { referrer } },
  }));
  await table.add(everywhere, { file: 'everywhere', pass: 0, claim: 1 });
  for (let n = 0; n < 20; n++) {
    const Key = { slug: slugOf(n * 25) };
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: app.cloud.stack.ref('LinksTable'), Key }),
    );
    await table.add(clickItems(`link#${Item?.id}`, { [hour]: 5 }, Key.slug), {
      file: 'links',
      pass: 0,
      claim: 1,
    });
  }
  const failed = { status: 503, contentType: 'application/problem+json; page=retry-limit', result: 'Error' };
  const host = new URL(app.site).host;
  const lines = Array.from({ length: 400 }, (_, n) =>
    visitLine({
      at: Date.now() - 60_000,
      host,
      userAgent: GPTBOT,
      path: `/${'p'.repeat(500)}/${n}`,
      ...(n % 2 === 0 && failed),
    }),
  );
  async function* batches() {
    yield lines;
  }
  const file = { bucket: 'logs', key: 'visits', etag: 'e', size: 1 };
  const known = async () => compileIdentities({ sources: {} }, 0);
  await countVisits([{ file, batches }], { table, clock: systemClock, known, pageParameters: [] });
}

const pageOf = (n: number) => `${app.site}/many/${'y'.repeat(1500)}/${String(n).padStart(3, '0')}`;

/** Pages with long addresses, whose last render failed for a long reason. */
async function storePages(): Promise<void> {
  const table = new PageTable({ client: app.dynamodb, name: app.cloud.stack.ref('SnapshotsTable') });
  const now = systemClock.now();
  const times = { now, until: now + 60_000, renderedAfter: now, failedAfter: now };
  for (let n = 0; n < 30; n++) {
    await table.lock(pageOf(n), 'test', times);
    await table.index(pageOf(n), 'test');
    await table.failed(pageOf(n), 'test', now, { error: 'it was late '.repeat(100) });
  }
  await api('POST', '/api/snapshots/rerender', { url: `${app.site}/products/3` });
  await until(async () => !(await told(client, 'read_page', { url: `${app.site}/products/3` })).isError);
}

const many = Array.from({ length: 20 }, (_, n) => ({ slug: slugOf(n * 25) }));
const longLinks = Array.from({ length: 20 }, (_, n) => ({ ...LONG, slug: `new-${n}` }));

/** Each tool with what has the longest answer; the first words of the text say that it is no refusal. */
const CALLS: [name: string, input: () => object, begins: RegExp][] = [
  ['find_links', () => ({ tag: 'many', limit: 20, sort: 'created' }), /^20 links:/],
  ['find_links', () => ({ tag: '1'.padEnd(50, '-'), limit: 20 }), /^20 links:/],
  ['get_link', () => ({ slug: 'largest', history: true }), /largest/],
  ['create_links', () => ({ links: longLinks }), /would be created/],
  ['create_links', () => ({ links: longLinks.map(link => ({ ...link, url: 'mailto:x' })) }), /refused/],
  ['update_links', () => ({ links: many, change: { note: 'm'.repeat(2000), tags: LONG.tags } }), /note/],
  ['update_links', () => ({ links: many, change: { url: `${LONG.url}other` } }), /url/],
  [
    'update_links',
    () => ({ links: [{ slug: 'largest' }], change: { rules: null, password: 'other-password' } }),
    /rules/,
  ],
  ['delete_or_restore_links', () => ({ action: 'delete', links: many }), /deleted/],
  ['delete_or_restore_links', () => ({ action: 'undo', links: [{ slug: 'largest' }], toVersion: 1 }), /note/],
  ['click_stats', () => ({ by: 'referrer' }), /values are left off/],
  ['click_stats', () => ({ by: 'hour' }), /rows before are left off/],
  ['click_stats', () => ({ by: 'link' }), /long/],
  ['crawler_visits', () => ({ by: 'page' }), /failed most:/],
  ['crawler_visits', () => ({ by: 'hour' }), /visits 400/],
  ['find_pages', () => ({ prefix: `${app.site}/many/`, limit: 20 }), /it was late/],
  ['read_page', () => ({ url: `${app.site}/products/3` }), /answers crawlers 200/],
  ['rerender_pages', () => ({ urls: Array.from({ length: 20 }, (_, n) => pageOf(n)) }), /Would be rendered/],
  ['classify_client', () => ({ userAgent: 'GPTBot/1.2 '.repeat(150) }), /because/],
  ['about_signpost', () => ({}), /Tags:/],
];

const answers: Told[] = [];

test.each(CALLS)('%s, with much to tell, is answered within bounds', async (name, input, begins) => {
  const answer = await told(client, name, input());
  answers.push(answer);
  expect(answer).toMatchObject({ isError: false, text: expect.stringMatching(begins) });
  expect(answer.text.length).toBeLessThanOrEqual(MAX_TEXT);
  expect(JSON.stringify(answer.data).length).toBeLessThanOrEqual(MAX_DATA);
});

test('no tool is left out, and some had more to tell than there is room for', () => {
  expect([...new Set(CALLS.map(([name]) => name))]).toEqual(TOOLS.map(({ name }) => name));
  expect(answers.length).toBe(CALLS.length);
  expect(answers.filter(({ data }) => data.shortened).length).toBeGreaterThan(5);
});

test('an account of 1,000 links is gone through by its cursors, each answer within bounds', async () => {
  const slugs = new Set<string>();
  let cursor: string | undefined;
  do {
    const more = cursor !== undefined && { cursor };
    const { text, data } = await told(client, 'find_links', { words: 'many', limit: 20, ...more });
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
    expect(JSON.stringify(data).length).toBeLessThanOrEqual(MAX_DATA);
    for (const { slug } of data.links) slugs.add(slug);
    cursor = data.next;
  } while (cursor !== undefined);
  slugs.delete('largest');
  expect(slugs.size).toBe(LINKS);
});

test('no answer holds a secret: of keys, of links, of this Signpost itself', () => {
  // The first key and fifty more, a password and its hash, and what the stack has made up.
  expect(secrets.length).toBeGreaterThanOrEqual(55);
  const all = JSON.stringify(answers);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15);
    expect(all).not.toContain(secret);
  }
});
