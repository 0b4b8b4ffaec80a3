import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type Booted, cloudForFile, createLink, get, KEY } from './cloud.ts';

/** Time as it is, and what a test adds to it. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
const file = cloudForFile(
  booted => {
    app = booted;
  },
  { clock },
);

describe('a link is created and followed', () => {
  test('create answers 201, the short url and where to find the link', async () => {
    const response = await createLink(app.short, { url: 'https://example.com/spring', slug: 'spring' });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`${app.short}/api/links/spring`);
    expect(await response.json()).toMatchObject({
      slug: 'spring',
      url: 'https://example.com/spring',
      shortUrl: `${app.short}/spring`,
    });
  });

  test('the same request again answers 200 and the same link', async () => {
    const first = await (await createLink(app.short, { url: 'https://example.com/again' })).json();
    const again = await createLink(app.short, { url: 'https://example.com/again' });
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(first);
    expect(first).toMatchObject({ slug: expect.stringMatching(/^[0-9A-Za-z]{7}$/) });
  });

  test('follow answers 301; the edge answers the next one', async () => {
    const first = await get(`${app.short}/spring`);
    expect(first.status).toBe(301);
    expect(first.headers.get('location')).toBe('https://example.com/spring');
    expect(first.headers.get('cache-control')).toBe('max-age=0, s-maxage=60');
    expect(first.headers.get('x-cache')).toBe('Miss from cloudfront');
    const second = await get(`${app.short}/spring?utm_source=letter`);
    expect(second.headers.get('location')).toBe('https://example.com/spring');
    expect(second.headers.get('x-cache')).toBe('Hit from cloudfront');
    expect(app.records.at(-1)).toMatchObject({ cacheResult: 'Hit', originWay: [] });
  });

  test('another url is in force after the seconds the API answers, though the edge had the old one', async () => {
    const { effectiveWithinSeconds } = await (
      await createLink(app.short, { url: 'https://example.com/old', slug: 'edited' })
    ).json();
    const location = async () => (await get(`${app.short}/edited`)).headers.get('location');
    expect(await location()).toBe('https://example.com/old');
    await app.dynamodb.send(
      new UpdateCommand({
        TableName: app.cloud.stack.ref('LinksTable'),
        Key: { slug: 'edited' },
        UpdateExpression: 'SET #url = :url',
        ExpressionAttributeNames: { '#url': 'url' },
        ExpressionAttributeValues: { ':url': 'https://example.com/new' },
      }),
    );
    expect(await location()).toBe('https://example.com/old');
    later += effectiveWithinSeconds * 1000;
    expect(await location()).toBe('https://example.com/new');
  });

  test('HEAD is answered like GET, from the same cached object', async () => {
    await get(`${app.short}/spring`);
    const head = await get(`${app.short}/spring`, {}, 'HEAD');
    expect(head.status).toBe(301);
    expect(head.headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  test('a link that asked for it passes its query on, and is never kept at the edge', async () => {
    await createLink(app.short, { url: 'https://example.com/q?a=1', slug: 'query', forwardQuery: true });
    for (const value of ['1', '2']) {
      const response = await get(`${app.short}/query?b=${value}`);
      expect(response.headers.get('location')).toBe(`https://example.com/q?a=1&b=${value}`);
    }
  });
});

describe('what is refused, and how', () => {
  test.each<[string, unknown, number]>([
    ['a taken slug', { url: 'https://example.com/other', slug: 'spring' }, 409],
    ['a reserved slug', { url: 'https://example.com/', slug: 'api' }, 422],
    ['a url of the short domain', { url: 'self' }, 422],
    ['a url with a password', { url: 'https://a:b@example.com/' }, 422],
    ['a script', { url: 'javascript:alert(1)' }, 422],
    ['no url', {}, 422],
  ])('%s', async (_, body, status) => {
    const own = JSON.parse(JSON.stringify(body).replace('"self"', JSON.stringify(`${app.short}/x`)));
    const response = await createLink(app.short, own);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  test('a wrong key answers 401', async () => {
    const response = await createLink(app.short, { url: 'https://example.com/' }, 'wrong-key-0123456789');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('another method on a link answers 405 and which are allowed', async () => {
    const response = await get(`${app.short}/spring`, {}, 'DELETE');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  test('an unknown slug is a 404: a page for a browser, a problem for a program, whoever asked before', async () => {
    const answers = [];
    for (const accept of ['text/html,*/*;q=0.8', '*/*', 'text/html'])
      answers.push(await get(`${app.short}/nobody`, { accept }));
    expect(answers.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
      [404, 'text/html; charset=utf-8'],
      [404, 'application/problem+json'],
      [404, 'text/html; charset=utf-8'],
    ]);
    expect(answers.some(({ headers }) => headers.has('location'))).toBe(false);
  });

  test.each(['/api', '/api/', '//api/links', '/%61pi/links'])('%s is nothing', async path => {
    expect((await get(app.short + path, { authorization: `Bearer ${KEY}` })).status).toBe(404);
  });

  test('a client cannot say what only CloudFront may: neither the host nor the secret', async () => {
    const forged = { 'x-signpost-host': 'evil.example', 'x-origin-secret': 'guess' };
    const followed = await get(`${app.short}/spring?forged`, forged);
    expect(followed.status).toBe(301);
    const response = await fetch(`${app.short}/api/links/spring`, {
      headers: { ...forged, authorization: `Bearer ${KEY}` },
    });
    expect(await response.json()).toMatchObject({ shortUrl: `${app.short}/spring` });
  });

  test('a slug that was looked for before it was made works as soon as it is made', async () => {
    expect((await get(`${app.short}/early`, { accept: 'text/html' })).status).toBe(404);
    await createLink(app.short, { url: 'https://example.com/early', slug: 'early' });
    expect((await get(`${app.short}/early`)).status).toBe(301);
  });
});

describe('under faults and races', () => {
  test('a throttled table is a 503 that says when to come back, never a 404', async () => {
    app.cloud.dynamodb.throttle(app.cloud.stack.ref('LinksTable'), true);
    try {
      const response = await get(`${app.short}/throttled`);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.text()).not.toMatch(/dynamo|table|throttl/i);
    } finally {
      app.cloud.dynamodb.throttle(app.cloud.stack.ref('LinksTable'), false);
    }
  });

  test('many who want the same slug at once: one gets it', async () => {
    const urls = Array.from({ length: 20 }, (_, i) => `https://example.com/race/${i}`);
    const answers = await Promise.all(urls.map(url => createLink(app.short, { url, slug: 'race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  test('the HTTP API is closed to those who do not come through CloudFront', async () => {
    const functionArn = app.cloud.stack.attribute('RedirectLambdaFunction', 'Arn');
    const event = {
      rawPath: '/spring',
      headers: {},
      requestContext: { http: { method: 'GET', path: '/spring' } },
    };
    const { lambda } = app.cloud.functions.byArn(functionArn);
    expect(await lambda.invoke(event)).toMatchObject({ statusCode: 403 });
  });
});

test('a link outlives a restart', async () => {
  await createLink(app.short, { url: 'https://example.com/kept', slug: 'kept' });
  await file.restart();
  expect((await get(`${app.short}/kept`)).headers.get('location')).toBe('https://example.com/kept');
});
