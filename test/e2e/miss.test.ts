import { setTimeout as sleep } from 'node:timers/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { FAILURES_TO_OPEN, OPEN_MS } from '../../core/misses/breaker.ts';
import { answeredBy } from '../../core/snapshots/answered.ts';
import type { Template } from '../../local/template/template.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, until } from './cloud.ts';

/** https://developer.x.com/en/docs/x-for-websites/cards/guides/getting-started#crawling */
const TWITTERBOT = 'Twitterbot/1.0';
/** https://developers.facebook.com/docs/sharing/webmasters/web-crawlers */
const FACEBOOK = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';
const SLACKBOT = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';

/** While it is held the shop's API answers nothing, and no page of a product is ever finished. */
let answering: Promise<void> = Promise.resolve();
let release: () => void = () => undefined;
const holdApi = () => {
  answering = new Promise(resolve => {
    release = resolve;
  });
};
afterEach(() => release());

let app: Booted;
const ask = (path: string, userAgent: string) => get(app.site + path, { 'user-agent': userAgent });
const isShell = (html: string) => html.includes('<div id="app"></div>');
const rendersOf = (path: string) =>
  app.logs.filter(line => line.includes('"message":"rendered"') && line.includes(`${app.site}${path}"`));
const says = (...words: string[]) =>
  until(() => app.logs.some(line => words.every(word => line.includes(word))));

const answered = ({ headers }: Response) => answeredBy(headers.get('content-type') ?? '');

/** No page is finished meanwhile, so it need not be waited for as long as a crawler would. */
function hurry({ Resources }: Template): void {
  const environment = Resources.RenderLambdaFunction?.Properties?.Environment as {
    Variables: Record<string, string>;
  };
  environment.Variables.RENDER_DEADLINE_MS = '1500';
}

describe('while the app’s API does not answer', () => {
  cloudForFile(
    booted => {
      app = booted;
    },
    // Pages that wait for the API each have a renderer, as in the cloud.
    { apiDelay: () => answering, cores: 8, change: hurry },
  );

  test('Googlebot is told to come back, and finds the page once the API answers again', async () => {
    holdApi();
    const early = await ask('/products/1', GOOGLEBOT);
    expect([early.status, early.headers.get('retry-after'), early.headers.get('cache-control')]).toEqual([
      503,
      '30',
      'no-store',
    ]);
    expect(answered(early)).toBe('retry-unfinished');
    release(); // the page is in the queue by now
    await until(() => rendersOf('/products/1').length > 0);
    const page = await ask('/products/1', GOOGLEBOT);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<h1');
  });

  test.each([
    ['Twitterbot', TWITTERBOT, '/products/2'],
    ['Facebook', FACEBOOK, '/products/3'],
    ['Slackbot', SLACKBOT, '/products?page=2'],
  ])('%s, which will not come back, gets a card of the page', async (_, userAgent, path) => {
    holdApi();
    const response = await ask(path, userAgent);
    expect([response.status, response.headers.get('cache-control'), response.headers.get('vary')]).toEqual([
      200,
      'no-store',
      'Accept',
    ]);
    expect(answered(response)).toBe('card-unfinished');
    const html = await response.text();
    expect(isShell(html)).toBe(true);
    expect(html).toContain(`<meta property="og:url" content="${app.site}${path}">`);
    expect(html).toContain(`<link rel="canonical" href="${app.site}${path}">`);
    expect(html).toMatch(/<meta property="og:title" content="[^"]*Waymark">/);
  });

  test('and Facebook gets the page when it asks again after all', async () => {
    await until(() => rendersOf('/products/3').length > 0);
    const html = await (await ask('/products/3', FACEBOOK)).text();
    expect(html).toContain('<meta property="og:type" content="product">');
  });
});

describe('when renders have failed one after the other', () => {
  cloudForFile(
    booted => {
      app = booted;
    },
    { apiDelay: () => answering, cores: 8 },
  );
  /** As the renderers left it; they have the system's clock. */
  const failed = (openUntil: number) =>
    app.dynamodb.send(
      new PutCommand({
        TableName: app.cloud.stack.ref('LimitsTable'),
        Item: {
          id: 'breaker',
          failures: FAILURES_TO_OPEN,
          lastFailureAt: Date.now(),
          openUntil,
          version: 1,
        },
      }),
    );

  test('the app or a card is answered at once, until a page from the queue works', async () => {
    holdApi();
    await failed(Date.now() + OPEN_MS);
    const [response, card] = await Promise.all([
      ask('/products/1', GOOGLEBOT),
      ask('/products/2', TWITTERBOT),
    ]);
    release(); // at once: a job whose time is over meanwhile comes back after minutes
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect([response, card].map(answered)).toEqual(['shell-breaker', 'card-breaker']);
    const html = await response.text();
    expect(isShell(html)).toBe(true);
    expect(html).not.toContain('og:url');
    await says('"no page (breaker)"', '"instead":"shell"', `${app.site}/products/1"`);
    expect(await card.text()).toContain(`content="${app.site}/products/2"`);
    await until(() => rendersOf('/products/1').length > 0);
    await until(async () => (await (await ask('/products/3', GOOGLEBOT)).text()).includes('<h1'));
  });

  test('after a minute one render is tried, and when it works all are again', async () => {
    await failed(Date.now() - 1);
    for (const path of ['/products/4', '/products/5'])
      expect(await (await ask(path, GOOGLEBOT)).text()).toContain('<h1');
  });
});

describe('a client that cannot prove who it is', () => {
  cloudForFile(
    booted => {
      app = booted;
    },
    { strict: true, expectDenied: true }, // what is denied is CloudFront's reading of what crawlers are known by
  );

  test('has ten pages rendered in a minute; for the eleventh it gets the app, and nothing is spent', async () => {
    await app.cloud.scheduler.run('RenderSchedulerSchedule1'); // a start takes none of the minute
    const { answers, round } = await withinOneMinute(async round => {
      const answers: [number, boolean][] = [];
      for (let i = 0; i <= 10; i++) {
        const response = await ask(`/no/such/${round}/${i}`, SLACKBOT);
        answers.push([response.status, isShell(await response.text())]);
      }
      return { answers, round };
    });
    expect(answers).toEqual([...Array(10).fill([404, false]), [200, true]]);
    await says('"no page (limit of strangers)"', `/no/such/${round}/10"`);
    expect(rendersOf(`/no/such/${round}/10`)).toEqual([]);
    expect((await ask(`/no/such/${round}/0`, SLACKBOT)).status).toBe(404); // what is there it may have
  }, 300_000);
});

const MINUTE = 60_000;
/** It takes some seconds, and longer on a busy machine. */
const NEEDED = 8_000;

/**
 * Runs something until it was begun and ended in the same minute, by which renders are counted. What an earlier run has used
 * up counts in its minute: the next run has a minute of its own.
 */
async function withinOneMinute<Result>(run: (round: number) => Promise<Result>): Promise<Result> {
  const left = () => MINUTE - (Date.now() % MINUTE);
  if (left() < NEEDED) await sleep(left() + 10);
  for (let round = 1; ; round++) {
    const minute = Math.floor(Date.now() / MINUTE);
    const result = await run(round);
    if (Math.floor(Date.now() / MINUTE) === minute) return result;
    await sleep(left() + 10);
  }
}
