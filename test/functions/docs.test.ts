import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { docsPage } from '../../core/api/docs/page.ts';
import { eventFor } from './event.ts';
import { startLinksFunction } from './links-api.ts';

/* The page that shows the API's document to people. */

let links: Awaited<ReturnType<typeof startLinksFunction>>;
let page: string;
let headers: Record<string, unknown>;
let paths: Record<string, Record<string, object>>;
beforeAll(async () => {
  links = await startLinksFunction({ scopes: ['links:read', 'links:write', 'stats:read', 'pages', 'admin'] });
  const answer = await links.handler(eventFor('/api/docs'));
  page = answer.body ?? '';
  headers = answer.headers ?? {};
  paths = (await links.ask('/api/openapi.json')).body.paths;
});
afterAll(() => links.stop());

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const isElement = (node: Node): node is Element => 'attrs' in node;
const elementsIn = (nodes: Node[]): Element[] =>
  nodes.filter(isElement).flatMap(each => [each, ...elementsIn(each.childNodes)]);
function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** All elements of the page; throws what an HTML parser finds wrong with it. */
function elementsOf(html: string): Element[] {
  const { childNodes } = parse(html, {
    onParseError: ({ code, startLine }) => {
      throw new Error(`${code} in line ${startLine}`);
    },
  });
  return elementsIn(childNodes);
}

const attributesOf = (elements: Element[], name: string) =>
  elements.flatMap(({ attrs }) => attrs.filter(each => each.name === name).map(({ value }) => value));

test('is a page that anybody may read, asks for nothing, and lets in its own style alone', () => {
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' });
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  const elements = elementsOf(page);
  expect(elements.filter(({ tagName }) => ['script', 'img', 'iframe'].includes(tagName))).toEqual([]);
  expect(attributesOf(elements, 'style')).toEqual([]);
});

test('has every call of the document, and every place that it points to once', () => {
  const elements = elementsOf(page);
  const calls = elements.filter(({ tagName }) => tagName === 'h3').map(heading => textOf(heading).trim());
  for (const [path, item] of Object.entries(paths))
    for (const method of Object.keys(item))
      expect(calls).toContainEqual(expect.stringContaining(`${method.toUpperCase()} ${path}`));
  const ids = attributesOf(elements, 'id');
  expect(new Set(ids).size).toBe(ids.length);
  const inner = attributesOf(elements, 'href').filter(href => href.startsWith('#'));
  expect(inner.length).toBeGreaterThan(50);
  expect(inner.filter(href => !ids.includes(href.slice(1)))).toEqual([]);
});

test('says of each field what it takes', () => {
  const body = page.slice(page.indexOf('id="post-api-links"'));
  expect(body.replace(/\s+/g, ' ')).toMatch(
    /<td><code>url<\/code> <span class="need">needed<\/span><\/td> <td>an absolute http or https address.*?<small>address, at most 8192 characters<\/small>/,
  );
  expect(body).toContain('<small>whole number, 0 to 86400; 60 without it</small>');
});

/** A command of curl, as a shell reads what this page writes. */
function requestIn(command: string) {
  const [, method = 'GET'] = /^curl -X (\w+)/.exec(command) ?? [];
  const [, address = ''] = /'(https:\/\/[^']*)'/.exec(command) ?? [];
  const [, body] = /-d '((?:[^']|'\\'')*)'$/.exec(command) ?? [];
  const { pathname, search } = new URL(address);
  const type = /-H 'Content-Type: ([^']*)'/.exec(command)?.[1];
  return {
    path: pathname,
    method,
    query: search.slice(1),
    isKeyed: command.includes('-H "Authorization: Bearer $KEY"'),
    headers: { ...(type && { 'content-type': type }) },
    ...(body !== undefined && { body: body.replaceAll("'\\''", "'") }),
  };
}

test('its commands work as they are', async () => {
  await links.send('POST', '/api/links', { url: 'https://www.example.com/', slug: 'spring' });
  await links.send('PATCH', '/api/links/spring', { title: 'Spring' });
  const commands = elementsOf(page)
    .filter(({ tagName }) => tagName === 'pre')
    .map(textOf);
  expect(commands.length).toBeGreaterThan(20);
  for (const command of commands) {
    const { path, isKeyed, headers: given, ...request } = requestIn(command);
    if (path.startsWith('/api/snapshots')) continue; // another function
    const authorization = isKeyed ? links.authorization : '';
    await links.send('POST', '/api/links/spring/restore', undefined); // one of them deletes it
    await links.send('PATCH', '/api/links/spring', { tags: ['tag'] }); // and one takes it off
    const event = eventFor(path, { ...request, headers: { ...given, authorization } });
    const { statusCode: status } = await links.handler(event);
    // There is no key of that id; all else there is.
    const expected = path.includes('/k_123') ? 404 : status === 201 ? 201 : 200;
    expect([command, status]).toEqual([command, expected]);
  }
});

test('what a document says is shown, whatever it says', () => {
  const hostile = '</pre><script>alert(1)</script>\'"`&amp;';
  const html = docsPage(
    {
      openapi: '3.1.0',
      info: { title: hostile, version: '1' },
      servers: [{ url: 'https://go.example.com' }],
      paths: { '/api/x': { get: { summary: hostile, responses: { 200: { description: hostile } } } } },
      components: { schemas: { [hostile]: { type: 'object', description: hostile } } },
    },
    '/api/openapi.json',
  );
  expect(elementsOf(html).filter(({ tagName }) => tagName === 'script')).toEqual([]);
  expect(html).toContain('&lt;script&gt;alert(1)');
});
