import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as streamText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { TOOLS } from '../../core/assistants/tools.ts';
import { type Era, overHttp, overStdio, type Told, told } from './assistants.ts';
import { type Booted, CHROME, cloudForFile, get, KEY, ROOT, until } from './cloud.ts';
import { askApi } from './documented.ts';

/* What assistants can do, by the SDK's own client: over HTTP through CloudFront, and by the command. */

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

const PASSWORD = 'correct-horse-battery';
let client: Client;
/** All that any tool answered in this file. */
const everything: string[] = [];

beforeAll(async () => {
  client = await overHttp(app.short, KEY);
});
afterAll(async () => {
  await client.close();
});

async function call(name: string, input: object = {}, by = client): Promise<Told> {
  const answer = await told(by, name, input);
  everything.push(JSON.stringify(answer));
  return answer;
}

/** A key of its own, with these scopes. */
async function keyWith(...scopes: string[]): Promise<{ id: string; secret: string }> {
  const response = await askApi(app.short, 'POST', '/api/keys', { key: KEY, body: { name: 'mcp', scopes } });
  return await response.json();
}

const linkOf = async (slug: string) =>
  await (await askApi(app.short, 'GET', `/api/links/${slug}`, { key: KEY })).json();

const made = async (link: object) =>
  await (await askApi(app.short, 'POST', '/api/links', { key: KEY, body: link })).json();

describe.each<[string, Era]>([
  ['http', '2025'],
  ['http', '2026'],
  ['stdio', '2025'],
  ['stdio', '2026'],
])('over %s, by a client of %s', (way, era) => {
  test('it says what it is, lists its tools and finds a link', async () => {
    await made({ url: 'https://example.com/', slug: 'first' });
    const { client: other, errors } =
      way === 'http'
        ? { client: await overHttp(app.short, KEY, era), errors: [] }
        : await overStdio(app.short, KEY, era);
    expect(other.getServerVersion()).toMatchObject({ name: 'signpost' });
    expect(other.getInstructions()).toContain('dry runs');
    const { tools } = await other.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
    expect((await call('find_links', { words: 'first' }, other)).data.links).toMatchObject([
      { slug: 'first' },
    ]);
    await other.close();
    expect(errors).toEqual([]);
  });
});

test('there are at most twelve tools, and a client is told what each may do', async () => {
  const { tools } = await client.listTools();
  expect(tools.length).toBeLessThanOrEqual(12);
  // Every conversation pays for it: some 8,000 tokens.
  expect(JSON.stringify(tools).length).toBeLessThan(36_000);
  for (const { title, description = '', annotations, inputSchema, outputSchema } of tools) {
    expect(title).toBeTruthy();
    expect(description.length).toBeGreaterThan(60);
    expect(Object.keys(annotations ?? {}).sort()).toEqual([
      'destructiveHint',
      'idempotentHint',
      'openWorldHint',
      'readOnlyHint',
      'title',
    ]);
    expect(annotations?.readOnlyHint).toBe(!('dryRun' in (inputSchema.properties ?? {})));
    expect(inputSchema.additionalProperties).toBe(false);
    expect(outputSchema).toBeDefined();
  }
});

test('a link is made, changed, undone, deleted and restored; dry runs write nothing', async () => {
  const link = { url: 'https://example.com/spring', slug: 'spring', tags: ['sale'], password: PASSWORD };
  const dry = await call('create_links', { links: [link] });
  expect(dry.data).toMatchObject({ dryRun: true, results: [{ outcome: 'created' }] });
  expect(dry.text).toContain('nothing was written');
  expect((await get(`${app.short}/spring`)).status).toBe(404);

  const first = await call('create_links', { links: [link], dryRun: false });
  expect(first.data.results).toMatchObject([{ outcome: 'created', link: { slug: 'spring', version: 1 } }]);

  const change = { title: 'Spring sale', tags: ['sale', 'spring'] };
  const links = [{ slug: 'spring' }];
  const tried = await call('update_links', { links, change });
  expect(tried.data.results[0].changes).toEqual([
    { field: 'tags', before: ['sale'], after: ['sale', 'spring'] },
    { field: 'title', after: 'Spring sale' },
  ]);
  expect(await linkOf('spring')).toMatchObject({ version: 1, tags: ['sale'] });

  const unnamed = await call('update_links', { links, change, dryRun: false });
  expect(unnamed.data.results).toMatchObject([{ outcome: 'refused' }]);
  expect(unnamed.text).toContain('version is missing');
  const changed = await call('update_links', {
    links: [{ slug: 'spring', version: 1 }],
    change,
    dryRun: false,
  });
  expect(changed.data.results).toMatchObject([
    { outcome: 'done', link: { title: 'Spring sale', version: 2 } },
  ]);
  const late = await call('update_links', { links: [{ slug: 'spring', version: 1 }], change, dryRun: false });
  expect(late.text).toMatch(/changed since: it is "2" now.*get_link/);

  const undo = { action: 'undo', links: [{ slug: 'spring', version: 2 }] };
  expect((await call('delete_or_restore_links', undo)).data.results[0].changes).toEqual([
    { field: 'title', before: 'Spring sale' },
    { field: 'tags', before: ['sale', 'spring'], after: ['sale'] },
  ]);
  expect((await linkOf('spring')).version).toBe(2);
  await call('delete_or_restore_links', { ...undo, dryRun: false });
  expect(await linkOf('spring')).toMatchObject({ version: 3, tags: ['sale'] });

  const remove = { action: 'delete', links: [{ slug: 'spring', version: 3 }] };
  expect((await call('delete_or_restore_links', remove)).text).toContain('state: "active" → "deleted"');
  expect((await linkOf('spring')).state).toBe('active');
  await call('delete_or_restore_links', { ...remove, dryRun: false });
  expect((await linkOf('spring')).state).toBe('deleted');
  expect((await call('update_links', { links, change })).text).toMatch(
    /Restore it, then change it. delete_or_restore_links/,
  );
  const restore = { action: 'restore', links: [{ slug: 'spring', version: 4 }] };
  expect((await call('delete_or_restore_links', restore)).data.results).toMatchObject([{ outcome: 'done' }]);
  await call('delete_or_restore_links', { ...restore, dryRun: false });
  expect((await linkOf('spring')).state).toBe('active');

  const { data } = await call('get_link', { slug: 'spring', history: true });
  expect(data.link).toMatchObject({ slug: 'spring', hasPassword: true, version: 5 });
  expect(data.history.map(({ action }: { action: string }) => action)).toEqual([
    'restore',
    'delete',
    'undo',
    'edit',
    'create',
  ]);
});

test('what the API refuses is told in its own words, with the next step', async () => {
  await made({ url: 'https://example.com/taken', slug: 'taken' });
  await made({ url: 'https://example.com/other', slug: 'other' });
  const both = await call('create_links', {
    links: [{ url: 'mailto:x' }, { url: 'https://example.com/new', slug: 'taken' }],
  });
  expect(both.text).toMatch(
    /1\. refused: url .*; expected .*\n2\. refused: .*It leads to https:\/\/example\.com\/taken/,
  );
  const renamed = await call('update_links', { links: [{ slug: 'other' }], change: { slug: 'taken' } });
  expect(renamed.data.results).toMatchObject([{ outcome: 'refused' }]);
  const wrong = await call('update_links', {
    links: [{ slug: 'other' }, { slug: 'taken' }],
    change: { url: 'nowhere' },
  });
  expect(wrong.data.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'refused',
    'refused',
  ]);
  const missing = await call('get_link', { slug: 'nothing-here' });
  expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('find_links') });
  const unknown = await call('find_links', { tagg: 'x' });
  expect(unknown).toMatchObject({ isError: true, text: expect.stringContaining('tagg') });
  const hostile = await call('find_links', { ['x'.repeat(100_000)]: 1 });
  expect(hostile.text.length).toBeLessThan(1000);
  const when = await call('click_stats', { from: 'yesterday' });
  expect(when).toMatchObject({ isError: true, text: expect.stringMatching(/^from .*; expected /) });
  await expect(told(client, 'no_such_tool')).rejects.toThrow('no_such_tool');
});

test('clicks are told over time, by what tells them apart, and by link', async () => {
  await made({ url: 'https://example.com/c', slug: 'clicked' });
  await get(`${app.short}/clicked`, { 'user-agent': CHROME });
  await until(async () => (await call('click_stats', { slug: 'clicked' })).data.total.clicks === 1);
  const days = await call('click_stats', { slug: 'clicked', by: 'day' });
  expect(days.data.rows.length).toBe(31);
  expect((await call('click_stats', { by: 'hour' })).text).toContain('rows before are left off');
  expect((await call('click_stats', { slug: 'clicked', by: 'browser' })).data.rows).toEqual([
    { value: 'chrome', clicks: 1 },
  ]);
  expect((await call('click_stats', { by: 'link' })).data.rows).toContainEqual(
    expect.objectContaining({ value: `${app.short}/clicked`, clicks: 1 }),
  );
});

test('crawlers and pages: who came, what is stored, and a render that is ordered', async () => {
  const url = `${app.site}/products/3`;
  const order = { urls: [url] };
  const dry = await call('rerender_pages', order);
  expect(dry).toMatchObject({ data: { dryRun: true }, text: expect.stringContaining('nothing stored') });
  expect((await call('find_pages', { urls: [url] })).data.pages).toEqual([{ url }]);
  expect((await call('rerender_pages', { ...order, dryRun: false })).data).toMatchObject({ queued: 1 });
  await until(async () => (await call('find_pages', { urls: [url] })).data.pages[0].status === 200);
  expect((await call('find_pages', { prefix: `${app.site}/` })).data.pages).toMatchObject([
    { url, status: 200 },
  ]);
  expect((await call('rerender_pages', {})).text).toContain('exactly one');
  const { data: page, text } = await call('read_page', { url });
  expect(page).toMatchObject({ url, status: 200, facts: { lang: 'en', h1: [expect.any(String)] } });
  expect(text).toContain(`# ${page.facts.h1[0]}`);
  const unknown = await call('read_page', { url: `${app.site}/never/rendered` });
  expect(unknown).toMatchObject({ isError: true });
  await get(url, { 'user-agent': 'GPTBot/1.2' });
  await until(async () => (await call('crawler_visits')).data.rows.some(isGptBot));
  expect((await call('crawler_visits', { by: 'page' })).data.rows).toMatchObject([{ value: url, count: 1 }]);
});

const isGptBot = ({ value }: { value: string }) => value === 'GPTBot';

test('what a client gets, and what this Signpost is', async () => {
  const { data, text } = await call('classify_client', { userAgent: 'GPTBot/1.2' });
  expect(data).toMatchObject({ gets: 'page', kind: 'crawler', name: 'GPTBot' });
  expect(text).toContain('because');
  await made({ url: 'https://example.com/t', tags: ['autumn'] });
  const { data: own, text: words } = await call('about_signpost');
  expect(own.key.scopes).toEqual(['admin']);
  expect(own.settings.shortDomains).toMatchObject([{ host: new URL(app.short).host }]);
  expect(own.tags).toContainEqual({ tag: 'autumn', links: 1 });
  expect(words).toContain(`Short domains: ${new URL(app.short).host}`);
});

describe.each(['http', 'stdio'])('a key of few scopes, over %s', way => {
  test('has few tools, and hears which scope is missing', async () => {
    const { secret } = await keyWith('links:read');
    const other =
      way === 'http' ? await overHttp(app.short, secret) : (await overStdio(app.short, secret)).client;
    const { tools } = await other.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['find_links', 'get_link', 'about_signpost']);
    const clicked = await call('find_links', { sort: 'clicks' }, other);
    expect(clicked).toMatchObject({ isError: true, text: expect.stringContaining('scope stats:read') });
    await other.close();
    const { data, text } = await call('about_signpost', {}, await overHttp(app.short, secret));
    expect([data.key.scopes, 'tags' in data]).toEqual([['links:read'], true]);
    everything.push(text);
    expect(everything.join()).not.toContain(secret);
  });
});

test('a key that ends while a client is there is told so by each call', async () => {
  const { id, secret } = await keyWith('links:read');
  // Of 2025, by which the server is made once, when it comes.
  const { client: other, errors } = await overStdio(app.short, secret, '2025');
  await askApi(app.short, 'DELETE', `/api/keys/${id}`, { key: KEY });
  const refused = await call('find_links', {}, other);
  expect(refused).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^There is no such key\. Ask/),
  });
  await other.close();
  expect(errors).toEqual([]);
});

test('over stdio a key that is none is told on stderr, and to the model by each call', async () => {
  const { client: other, errors } = await overStdio(app.short, 'sp_wrong', '2025');
  expect((await other.listTools()).tools.length).toBe(TOOLS.length);
  const refused = await call('find_links', {}, other);
  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('There is no such key.') });
  await other.close();
  expect(errors.join('')).toMatch(/^signpost mcp: There is no such key\./);
});

test('the command ends when its client does, and has written nothing but messages', async () => {
  const child = spawn(process.execPath, ['cli/signpost.js', 'mcp', '--api', app.short], {
    cwd: ROOT,
    env: { ...process.env, SIGNPOST_KEY: KEY },
  });
  const output = streamText(child.stdout);
  child.stdin.write(`${JSON.stringify(initialize)}\n`);
  await once(child.stdout, 'data');
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  const lines = (await output).trim().split('\n');
  expect(lines.map(line => JSON.parse(line).id)).toEqual([1]);
});

/** A request as a client sends it, by hand. */
const post = (body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${app.short}/api/mcp`, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};
const listing = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
const calling = {
  jsonrpc: '2.0',
  id: 3,
  method: 'tools/call',
  params: { name: 'find_links', arguments: {} },
};

test('without a key that is one nobody gets in', async () => {
  for (const message of [initialize, listing, calling]) {
    const none = await post(message, { authorization: '' });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="signpost"']);
    const wrong = await post(message, { authorization: 'Bearer sp_wrong' });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="signpost", error="invalid_token"',
    ]);
    expect((await wrong.json()).detail).toMatch(/^There is no such key\./);
  }
});

test.each([
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/api/mcp',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
])('a client that looks for somebody to sign in with finds nobody: %s', async path => {
  const { status, headers } = await fetch(`${app.short}${path}`, { redirect: 'manual' });
  expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});

test('each request stands alone: JSON comes back, and there are no sessions', async () => {
  const begun = await post(initialize);
  expect([begun.status, begun.headers.get('mcp-session-id')]).toEqual([200, null]);
  expect(begun.headers.get('content-type')).toMatch(/^application\/json/);
  expect(begun.headers.get('access-control-allow-origin')).toBe('*');
  expect((await begun.json()).result.protocolVersion).toBe('2025-06-18');
  expect((await (await post(listing)).json()).result.tools.length).toBe(TOOLS.length);
  for (const method of ['GET', 'DELETE', 'PUT']) {
    const { status, headers } = await post('', {}, method);
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
});

test('several messages may come at once, as versions of before had it, but not many', async () => {
  const both = await post([calling, { ...calling, id: 4 }], { 'mcp-protocol-version': '2025-03-26' });
  expect((await both.json()).map(({ id }: { id: number }) => id).sort()).toEqual([3, 4]);
  const many = await post(Array.from({ length: 21 }, () => calling));
  expect([many.status, (await many.json()).detail]).toEqual([
    413,
    'These are 21 messages; expected at most 20.',
  ]);
});

test.each<[string, unknown, Record<string, string>, number, object]>([
  ['what is no JSON', '{', {}, 400, { error: { code: -32700 } }],
  ['what is no message', { hello: 1 }, {}, 400, { error: { code: expect.any(Number) } }],
  ['another type', calling, { 'content-type': 'text/plain' }, 415, { error: {} }],
  ['a method that is none', { ...listing, method: 'no/such' }, {}, 200, { error: { code: -32601 } }],
  ['a version that is none', listing, { 'mcp-protocol-version': '1999-01-01' }, 400, { error: {} }],
  ['a client that takes no JSON', listing, { accept: 'text/html' }, 406, { error: {} }],
])('%s is refused as the protocol says', async (_, body, headers, status, answer) => {
  const response = await post(body, headers);
  const answered = await response.json();
  expect([response.status, answered]).toEqual([
    status,
    expect.objectContaining({ error: expect.any(Object) }),
  ]);
  expect(answered).toMatchObject(answer);
});

test('no answer held the key, or the password of a link', () => {
  expect(everything.length).toBeGreaterThan(40);
  for (const answer of everything) {
    expect(answer).not.toContain(KEY);
    expect(answer).not.toContain(PASSWORD);
  }
});
