import { connect } from 'node:net';
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

/** Sends bytes as they are, and answers what comes back until the other side hangs up. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(app.short).port), '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', data => {
      answer += data.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('an address as people paste it', () => {
  test.each(['/', '.', ')', ',', '%20', '%E2%80%8B', ')."', '%EF%BC%8C', '**', '-', '_'])(
    'spring and %s is the link, and the edge keeps nothing of it',
    async behind => {
      await createLink(app.short, { url: 'https://example.com/spring', slug: 'spring' });
      for (const method of ['GET', 'HEAD', 'GET']) {
        const response = await get(`${app.short}/spring${behind}`, {}, method);
        expect([response.status, response.headers.get('location')]).toEqual([
          301,
          'https://example.com/spring',
        ]);
        expect(response.headers.get('x-cache')).toBe('Miss from cloudfront');
      }
    },
  );

  test.each([
    '/nothing.',
    '/nothing-',
    '/nothing%3Fx',
    '/spring/more',
    '/spring.html',
    '/spring%23top',
    '/spring;a=1',
  ])('%s is nothing', async path => {
    expect((await get(app.short + path)).status).toBe(404);
  });

  test('with an encoded question mark or letters: one object at the edge for all of them', async () => {
    await createLink(app.short, { url: 'https://example.com/object', slug: 'object' });
    await get(`${app.short}/object`);
    for (const spelling of ['/object%3Fa', '/object%3fb=%3Fc/d', '/%6Fbject', '/objec%74%3F']) {
      const response = await get(app.short + spelling);
      expect(response.headers.get('location')).toBe('https://example.com/object');
      expect(response.headers.get('x-cache')).toBe('Hit from cloudfront');
    }
  });
});

describe('what clients send that are no browsers', () => {
  test('Location holds nothing that RFC 3986 does not know, with what is passed on', async () => {
    const url = 'https://example.com/a|b^c`{d}?e[]=\\"|%#{f}[g]';
    await createLink(app.short, { url, slug: 'signs', forwardQuery: true });
    const answer = await raw('GET /signs?h[]=|^%&i HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(/^location: (.*)$/im.exec(answer)?.[1]).toBe(
      'https://example.com/a%7Cb%5Ec%60%7Bd%7D?e%5B%5D=%5C%22%7C%25&h%5B%5D=%7C%5E%25&i#%7Bf%7D%5Bg%5D',
    );
  });

  const post = (body: Buffer<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
    fetch(`${app.short}/api/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
      body,
    });

  test('a body in Latin-1 is a 400 that says what would be right, whatever its type', async () => {
    const body = Buffer.from('{"url":"https://example.com/gr\u00fc\u00dfe"}', 'latin1');
    for (const type of ['application/json', 'application/vnd.api+json']) {
      const response = await post(body, { 'content-type': type });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('UTF-8') });
    }
  });

  test('more than 6 MB without a key is a 413, with a length and without', async () => {
    const large = Buffer.alloc(7 * 1024 * 1024, ' ');
    expect((await post(large, { authorization: '' })).status).toBe(413);
    const chunked = await fetch(`${app.short}/api/links`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([large]).stream(),
      ...{ duplex: 'half' },
    });
    expect(chunked.status).toBe(413);
  });

  test('half a megabyte of unknown fields is a short 422', async () => {
    const fields = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`field${i}`, 1]));
    const response = await post(JSON.stringify({ url: 'https://example.com/', ...fields }));
    expect(response.status).toBe(422);
    expect((await response.text()).length).toBeLessThan(8192);
  });

  test.each([
    [
      'a target that is no path',
      'GET *@:99999/. HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      400,
    ],
    ['no Host in HTTP/1.0', 'GET /api/openapi.json HTTP/1.0\r\n\r\n', 400],
    ['HTTP/1.0', 'GET /api/openapi.json HTTP/1.0\r\nHost: localhost\r\n\r\n', 200],
    ['a proxy’s form', 'GET http://localhost/signs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 301],
    ['a Host that is none', 'GET /api/openapi.json HTTP/1.1\r\nHost: a..b\r\nConnection: close\r\n\r\n', 400],
    [
      'a long address',
      `GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      414,
    ],
  ])('%s', async (_, request, status) => {
    expect(await raw(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('a link that would lead round in circles is refused', () => {
  test.each([
    'localhost',
    '127.0.0.1',
    '127.1',
    '[::1]',
    '0.0.0.0',
    'foo.localhost',
    'localhost.',
    '[::ffff:127.0.0.1]',
  ])('by the name %s', async name => {
    const { port } = new URL(app.short);
    const response = await createLink(app.short, { url: `http://${name}:${port}/x` });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining('leads to the short domain itself'),
    });
  });

  test('by the distribution’s own name, when it was asked for by another', async () => {
    const body = JSON.stringify({ url: `${app.short}/x` });
    const answer = await raw(
      `POST /api/links HTTP/1.1\r\nHost: go.example.com\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('leads to the short domain itself');
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

// CloudFront takes 20,480 bytes of headers, and the HTTP API behind it half of that, which the local one keeps to.
describe('who has 12 KB of cookies of the parent domain', () => {
  const cookie = Array.from({ length: 12 }, (_, i) => `c${i}=${'x'.repeat(1020)}`).join('; ');

  test('makes a link and follows it, with its query', async () => {
    const url = 'https://example.com/cookies';
    const made = await fetch(`${app.short}/api/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', cookie },
      body: JSON.stringify({ url, slug: 'cookies', forwardQuery: true }),
    });
    expect(made.status).toBe(201);
    const followed = await get(`${app.short}/cookies?a=1`, { cookie });
    expect([followed.status, followed.headers.get('location')]).toEqual([301, `${url}?a=1`]);
  });

  test.each(['/none', '/api/links/cookies', '/console/none'])('and %s is answered as ever', async path => {
    const headers = { authorization: `Bearer ${KEY}` };
    const plain = await get(app.short + path, headers);
    const withCookies = await get(app.short + path, { ...headers, cookie });
    expect([plain.status, withCookies.status]).not.toContain(431);
    expect(withCookies.status).toBe(plain.status);
  });

  test.each(['/', '/assets/none.js', '/products/3'])('as is %s of the site', async path => {
    expect((await get(app.site + path, { cookie })).status).toBe((await get(app.site + path)).status);
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
