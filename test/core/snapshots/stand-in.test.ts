import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AppFiles } from '../../../core/snapshots/app-files.ts';
import { siteStandIn } from '../../../core/snapshots/stand-in.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { BUCKET, type Stores, startStores } from './stores.ts';

const SITE = 'https://www.example.com';
const SHELL = { status: 200, headers: { 'content-type': 'text/html' }, body: '<div id=app>' };

let stores: Stores;
let clock: HandClock;
beforeEach(async () => {
  clock = new HandClock();
  stores = await startStores();
  await put('app/assets/main.js', 'text/javascript', 'main()');
  await put('app/a b.json', 'application/json', '{}');
  await put('app/a+b.json', 'application/json', '[]');
  await put('app/downloads/LICENSE', 'text/plain', 'MIT');
  await put('app/downloads/NOTICE', 'text/plain', 'of nobody');
  await put('app/silent.html', 'text/html', '<script>');
  await put('snapshots/secret.js', 'text/javascript', 'no');
});
afterEach(() => stores.stop());

const put = (Key: string, ContentType: string, Body: string) =>
  stores.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, ContentType, Body }));
/** Some of those of the template. */
const FILE_PATHS = '/downloads/LICENSE,/.*,/assets/*,*.js,*.json,*.css,*.html,*.web?';
/** As the template has them: the longest first. */
const APIS = '/api/v2=v2.example.com,/graphql=graph.example.com';
function standIn(apiDomain = 'api.example.com', apis = APIS) {
  const files = new AppFiles({ s3: stores.s3, bucket: BUCKET, clock });
  const name = { leadsHere: async () => false };
  return siteStandIn({ name, files, shell: async () => SHELL, apiDomain, apis, filePaths: FILE_PATHS });
}
const ask = async (path: string, method = 'GET', site = standIn()) => {
  const answer = await site.answer({ method, url: new URL(path, SITE) });
  return 'ask' in answer
    ? answer.ask.href
    : [answer.status, answer.headers['content-type'], String(answer.body)];
};

// As our own distribution would: infra/site-distribution.yml.
test.each<[method: string, path: string, answer: unknown]>([
  ['GET', '/assets/main.js', [200, 'text/javascript', 'main()']],
  ['HEAD', '/assets/main.js?v=1', [200, 'text/javascript', '']],
  ['GET', '/a%20b.json', [200, 'application/json', '{}']],
  ['GET', '/a+b.json', [200, 'application/json', '{}']], // as S3 reads a plus
  ['GET', '/a%2Bb.json', [200, 'application/json', '[]']],
  ['GET', '/downloads/LICENSE', [200, 'text/plain', 'MIT']],
  ['GET', '/downloads/NOTICE', [200, 'text/html', '<div id=app>']], // no path of files reaches it
  ['GET', '/silent.html?code=1', [200, 'text/html', '<script>']],
  ['GET', '/missing.html', [404, 'text/plain', '']],
  ['GET', '/missing.webm', [404, 'text/plain', '']],
  ['GET', '/.well-known/missing', [404, 'text/plain', '']],
  ['GET', '/MISSING.DOCX', [404, 'text/plain', '']],
  ['GET', '/users/j.doe', [200, 'text/html', '<div id=app>']],
  ['GET', '/v1.2/guide', [200, 'text/html', '<div id=app>']],
  ['GET', '/assets/missing', [404, 'text/plain', '']],
  ['GET', '/missing.css', [404, 'text/plain', '']],
  ['GET', '/snapshots/secret.js', [404, 'text/plain', '']],
  ['GET', '/..%2Fsnapshots/secret.js', [404, 'text/plain', '']],
  ['GET', '/%FF.js', [404, 'text/plain', '']],
  ['GET', '/products/1', [200, 'text/html', '<div id=app>']],
  ['GET', '/', [200, 'text/html', '<div id=app>']],
  ['POST', '/products/1', [403, 'text/plain', '']],
  ['POST', '/graphql', 'https://graph.example.com/graphql'],
  ['GET', '/graphql?query={a}', 'https://graph.example.com/graphql?query={a}'],
  ['GET', '/graphql/', 'https://graph.example.com/graphql/'],
  ['GET', '/graphql/schema.json', 'https://graph.example.com/graphql/schema.json'],
  ['GET', '/graphqlish', [200, 'text/html', '<div id=app>']],
  ['GET', '/Graphql', [200, 'text/html', '<div id=app>']],
  ['GET', '/a/graphql', [200, 'text/html', '<div id=app>']],
  ['POST', '/graphql.json', [403, 'text/plain', '']],
  ['GET', '/api', [200, 'text/html', '<div id=app>']],
  ['GET', '/api/v2', 'https://v2.example.com/api/v2'],
  ['GET', '/api/v2/items', 'https://v2.example.com/api/v2/items'],
  ['GET', '/api/v20', 'https://api.example.com/api/v20'],
  ['GET', '/api/products?page=2', 'https://api.example.com/api/products?page=2'],
  ['POST', '/api/search', 'https://api.example.com/api/search'],
])('%s %s', async (method, path, answer) => {
  expect(await ask(path, method)).toEqual(answer);
});

test('without an API of its own the app gets the shell there, as from the distribution', async () => {
  for (const path of ['/api/products', '/graphql', '/=/x'])
    expect(await ask(path, 'GET', standIn('', ''))).toEqual([200, 'text/html', '<div id=app>']);
});

test('a file is read once a minute, and a new one is there after that', async () => {
  const site = standIn();
  await ask('/assets/main.js', 'GET', site);
  await put('app/assets/main.js', 'text/javascript', 'next()');
  await clock.advance(59_999);
  expect(await ask('/assets/main.js', 'GET', site)).toContain('main()');
  await clock.advance(1);
  expect(await ask('/assets/main.js', 'GET', site)).toContain('next()');
});

test('a file that was missing is there as soon as it is', async () => {
  const site = standIn();
  await ask('/late.js', 'GET', site);
  await put('app/late.js', 'text/javascript', 'late()');
  expect(await ask('/late.js', 'GET', site)).toContain('late()');
});
