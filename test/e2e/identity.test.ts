import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import type { Identities } from '../../core/crawlers/identities.ts';
import { IDENTITIES_KEY } from '../../core/crawlers/identity-store.ts';
import { directoryOf } from '../../core/crawlers/operators.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { ACCOUNT } from '../../local/template/names.ts';
import { signedHeaders, signingKey } from '../core/crawlers/signer.ts';
import { type Booted, boot, CHROME, GOOGLEBOT, get, temporaryFolder, until } from './cloud.ts';

const GPTBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)';
const SLACKBOT = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';
const GOOGLE_LIST = 'https://developers.google.com/static/crawling/ipranges/common-crawlers.json';
/** The address all clients of a strict cloud have. */
const STRANGERS = '192.0.2.0/24';
const KEY = signingKey();

let app: Booted;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const ask = (path: string, userAgent: string, headers: Record<string, string> = {}) =>
  get(app.site + path, { 'user-agent': userAgent, ...headers });
const isShell = (html: string) => html.includes('<div id="app"></div>');
const rendersOf = (path: string) =>
  app.logs.filter(line => line.includes('"message":"rendered"') && line.includes(`${app.site}${path}"`));

describe('in a strict cloud', () => {
  beforeAll(async () => {
    // What is denied here is CloudFront's reading of what crawlers are known by.
    app = await boot({ data: folder.data, strict: true, expectDenied: true });
  });
  afterAll(() => app.stop());

  test('a “Googlebot” that proves nothing gets the app, costs no render, and the edge keeps nothing', async () => {
    for (let i = 0; i < 2; i++) {
      const response = await ask('/products/1', GOOGLEBOT);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(response.headers.get('content-type')).toBe('text/html; page=shell-unproved; charset=utf-8');
      expect(isShell(await response.text())).toBe(true);
      expect(app.records.at(-1)).toMatchObject({ lookup: 'Miss', originWay: ['bucket', 'render'] });
    }
    expect(app.records.at(-1)?.clientIp).toBe('192.0.2.1');
    await until(() => app.logs.some(line => line.includes('"message":"not rendered"')));
    expect(app.logs.join('\n')).toContain('no list of google is known');
    expect(rendersOf('/products/1')).toEqual([]);
  });

  test('Slackbot, which cannot prove anything, has the page rendered; then “Googlebot” may have it', async () => {
    const response = await ask('/products/2', SLACKBOT);
    const html = await response.text();
    expect(html).toContain('<h1');
    expect(rendersOf('/products/2').length).toBe(1);
    expect(await (await ask('/products/2', GOOGLEBOT)).text()).toBe(html);
  });

  test('the renderer, asked although the page is there, gives it to “Googlebot” all the same', async () => {
    const html = await (await ask('/products/2', SLACKBOT)).text();
    expect(await askRenderer(`${app.site}/products/2`, GOOGLEBOT)).toMatchObject({
      statusCode: 200,
      headers: { 'cache-control': expect.stringContaining('s-maxage=300') },
      body: html,
    });
  });

  test('what crawlers are known by is in the bucket, and no path leads to it', async () => {
    await putIdentities({
      [GOOGLE_LIST]: { fetchedAt: Date.now(), prefixes: [STRANGERS] },
      [directoryOf('chatgpt.com')]: { fetchedAt: Date.now(), keys: [KEY.jwk as never] },
    });
    const paths = [
      `/${IDENTITIES_KEY}`,
      `/assets/../${IDENTITIES_KEY}`,
      `/assets/..%2f..%2f${IDENTITIES_KEY}`,
      `//${IDENTITIES_KEY}`,
      '/crawlers/identities.json/',
    ];
    for (const path of paths)
      for (const userAgent of [CHROME, SLACKBOT])
        for (const host of [app.site, app.short, `${app.short}/console/..`]) {
          const response = await get(host + path, { 'user-agent': userAgent });
          expect(await response.text()).not.toContain(STRANGERS);
        }
  });

  test.each([
    ['/app/index.html', 200],
    [`/${IDENTITIES_KEY}`, 403],
  ])('CloudFront itself asks the bucket for %s: %i', async (path, status) => {
    const { stack, origins } = app.cloud;
    const bucket = origins.get(stack.attribute('SiteBucket', 'RegionalDomainName'));
    const sourceArn = `arn:aws:cloudfront::${ACCOUNT}:distribution/${stack.ref('Site')}`;
    const response = await bucket?.({
      method: 'GET',
      path,
      query: '',
      headers: new Headers(),
      body: Buffer.alloc(0),
      clientIp: '',
      caller: { kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn },
    });
    expect(response?.status).toBe(status);
  });

  test('Googlebot from an address of Google’s gets the finished page', async () => {
    await forget(); // the renderer goes on for five minutes with what it has read
    const response = await ask('/products/1', GOOGLEBOT);
    const html = await response.text();
    expect(html).toContain('<h1');
    expect(isShell(html)).toBe(false);
    expect(rendersOf('/products/1').length).toBe(1);
  });

  test('GPTBot is known by its signature, wherever it comes from', async () => {
    expect(isShell(await (await ask('/products/4', GPTBOT)).text())).toBe(true);
    const response = await ask('/products/4', GPTBOT, signature(new URL(app.site).host));
    expect(await response.text()).toContain('<h1');
    expect(rendersOf('/products/4').length).toBe(1);
  });

  test('a signature for another host proves nothing, not even for Slackbot', async () => {
    expect(isShell(await (await ask('/products/5', GPTBOT, signature('other.example'))).text())).toBe(true);
    expect(isShell(await (await ask('/products/5', SLACKBOT, signature('other.example'))).text())).toBe(true);
    expect(rendersOf('/products/5')).toEqual([]);
  });
});

describe('in a cloud that is not strict', () => {
  let later = 0;
  beforeAll(async () => {
    app = await boot({ data: folder.data, clock: { ...systemClock, now: () => Date.now() + later } });
  });
  afterAll(() => app.stop());

  test('no schedule asks the web', async () => {
    const runs = { rerender: 0, identities: 0 };
    for (const [name, id] of [
      ['rerender', 'RerenderLambdaFunction'],
      ['identities', 'IdentitiesLambdaFunction'],
    ] as const)
      app.cloud.functions.byArn(app.cloud.stack.attribute(id, 'Arn')).lambda.invoke = async () => {
        runs[name]++;
      };
    // Two rounds: by the end of the second every schedule has looked at the clock of the first.
    for (const round of [1, 2]) {
      const before = runs.rerender;
      later = round * 13 * 3_600_000;
      await until(() => runs.rerender > before);
    }
    expect(runs.identities).toBe(0);
  });

  test('a “Googlebot” of this machine has pages rendered', async () => {
    expect(await (await ask('/products/6', GOOGLEBOT)).text()).toContain('<h1');
    expect(rendersOf('/products/6').length).toBe(1);
  });
});

async function putIdentities(sources: Identities['sources']): Promise<void> {
  const Body = JSON.stringify({ sources });
  const Bucket = app.cloud.stack.ref('SiteBucket');
  await app.s3.send(new PutObjectCommand({ Bucket, Key: IDENTITIES_KEY, Body }));
}

/** As CloudFront asks it when the bucket has no such object yet. */
function askRenderer(url: string, userAgent: string): Promise<unknown> {
  const { lambda } = app.cloud.functions.byArn(app.cloud.stack.attribute('RenderLambdaFunction', 'Arn'));
  return lambda.invoke({
    rawPath: `/${snapshotKey(url)}`,
    headers: {
      'x-signpost-url': url,
      'user-agent': userAgent,
      'cloudfront-viewer-address': '192.0.2.1:40000',
    },
    requestContext: { http: { method: 'GET' } },
  });
}

/** A start of the cloud with the same data: nothing is remembered. */
async function forget(): Promise<void> {
  const sitePort = Number(new URL(app.site).port);
  await app.stop();
  app = await boot({ data: folder.data, strict: true, sitePort });
}

function signature(authority: string): Record<string, string> {
  const created = Math.floor(Date.now() / 1000);
  const agent = '"https://chatgpt.com"';
  const made = signedHeaders(KEY, {
    covers: [
      ['"@authority"', authority],
      ['"@method"', 'GET'],
      ['"signature-agent"', agent],
    ],
    parameters: `;created=${created};expires=${created + 60};keyid="${KEY.keyid}";tag="web-bot-auth"`,
  });
  return { ...made, 'signature-agent': agent };
}
