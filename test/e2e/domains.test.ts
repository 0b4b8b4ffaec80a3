import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { addShortDomains } from '../../infra/short-domains.cjs';
import { type Booted, cloudForFile, KEY } from './cloud.ts';
import { holdToDocument } from './documented.ts';

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  {
    change: template =>
      addShortDomains(template, {
        rootUrl: 'https://www.example.com',
        notFoundUrl: 'https://www.example.com/lost',
        shortDomains: {
          'go.example.org': { rootUrl: 'https://www.example.org/', notFoundUrl: '' },
          'any.example.org': { caseSensitive: false, slugsWithDots: true },
        },
        blockedHosts: ['evil.example', 'xn--bcher-kva.example'],
      }),
  },
);

interface Asked {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks this machine under a name: not every resolver knows those below localhost. */
async function ask(host: string, path: string, { method = 'GET', body, headers = {} }: Asked = {}) {
  const { port } = new URL(app.short);
  const name = host === '' ? `localhost:${port}` : `${host}.localhost:${port}`;
  const given = {
    authorization: `Bearer ${KEY}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { ...given, ...headers, host: name },
    agent: false,
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const incoming = await new Promise<import('node:http').IncomingMessage>((resolve, reject) =>
    outgoing.on('response', resolve).on('error', reject),
  );
  const answer = await text(incoming);
  return { status: incoming.statusCode, headers: incoming.headers, answer };
}

/** The same of the API, whose answers are JSON, and held against its document. */
async function api(host: string, path: string, asked: Asked = {}) {
  const { status = 0, headers, answer } = await ask(host, path, asked);
  const said = { status, headers: new Headers(headers as Record<string, string>), body: answer };
  await holdToDocument(app.short, { method: asked.method ?? 'GET', path }, said);
  return { status, headers, body: JSON.parse(answer) };
}
const create = (host: string, body: object) => api(host, '/api/links', { method: 'POST', body });
const change = (host: string, path: string, body: object) => api(host, path, { method: 'PATCH', body });

/** Where a short url leads, and whether the edge had the answer. */
async function follow(host: string, path: string) {
  const { status, headers } = await ask(host, path, { headers: { authorization: '' } });
  return [status, headers.location, headers['x-cache']?.toString().split(' ')[0]];
}

describe('several short domains', () => {
  const FIRST = 'https://example.com/first';
  const FURTHER = 'https://example.com/further';

  test('the same slug on two of them is two links, with two objects at the edge', async () => {
    const first = await create('', { url: FIRST, slug: 'spring' });
    const further = await create('go.example.org', { url: FURTHER, slug: 'spring' });
    expect([first.status, further.status]).toEqual([201, 201]);
    expect([first.body.domain, further.body.domain]).toEqual([undefined, 'go.example.org']);
    const { port } = new URL(app.short);
    expect(first.body.shortUrl).toBe(`http://localhost:${port}/spring`);
    expect(further.body.shortUrl).toBe(`http://go.example.org.localhost:${port}/spring`);
    expect(further.headers.location).toBe(`http://go.example.org.localhost:${port}/api/links/spring`);
    for (const lookup of ['Miss', 'Hit']) {
      expect(await follow('', '/spring')).toEqual([301, FIRST, lookup]);
      expect(await follow('go.example.org', '/spring')).toEqual([301, FURTHER, lookup]);
    }
    const { headers } = await ask('', '/spring', { headers: { 'x-signpost-domain': 'go.example.org' } });
    expect(headers.location).toBe(FIRST);
  });

  test('a link of another domain is named by ?domain=, on whichever the API is asked', async () => {
    await create('', { url: FIRST, slug: 'named' });
    const made = await create('', { url: FURTHER, slug: 'named', domain: 'go.example.org' });
    expect([made.status, made.body.domain, made.body.url]).toEqual([201, 'go.example.org', FURTHER]);
    const { port } = new URL(app.short);
    expect(made.body.shortUrl).toBe(`http://go.example.org.localhost:${port}/named`);
    const urlAt = async (host: string, query: string) =>
      (await api(host, `/api/links/named${query}`)).body.url;
    expect(await urlAt('', '')).toBe(FIRST);
    expect(await urlAt('', '?domain=go.example.org')).toBe(FURTHER);
    expect(await urlAt('', '?domain=GO.Example.org')).toBe(FURTHER);
    expect(await urlAt('go.example.org', '')).toBe(FURTHER);
    expect(await urlAt('go.example.org', `?domain=localhost:${port}`)).toBe(FIRST);
    const edited = await change('', '/api/links/named?domain=go.example.org', { title: 'Further' });
    expect([edited.status, edited.body.domain, edited.body.title]).toEqual([
      200,
      'go.example.org',
      'Further',
    ]);
    expect((await api('', '/api/links/named')).body.title).toBeUndefined();
    const renamed = await change('', '/api/links/named?domain=go.example.org', { slug: 'renamed' });
    expect(renamed.body.shortUrl).toBe(`http://go.example.org.localhost:${port}/renamed`);
    expect((await api('', '/api/links/renamed')).status).toBe(404);
    const deleted = await api('', '/api/links/renamed?domain=go.example.org', { method: 'DELETE' });
    expect([deleted.status, deleted.body.state]).toEqual([200, 'deleted']);
    expect(await urlAt('', '')).toBe(FIRST);
  });

  test.each(['go.example.net', 'localhost', 'constructor', ''])(
    '%j is none of them, whatever names it: 422 with those there are',
    async domain => {
      const { port } = new URL(app.short);
      const errors = [
        {
          field: 'domain',
          reason: 'is no short domain of this deployment',
          expected: `one of localhost:${port}, go.example.org, any.example.org`,
        },
      ];
      const made = await create('', { url: FIRST, domain });
      expect([made.status, made.body.errors]).toEqual([422, errors]);
      for (const [method, path, body] of [
        ['GET', '/api/links/spring'],
        ['PATCH', '/api/links/spring', {}],
        ['DELETE', '/api/links/spring'],
        ['POST', '/api/links/spring/undo', {}],
        ['POST', '/api/links/spring/restore'],
        ['GET', '/api/links/spring/history'],
      ] as [string, string, object?][]) {
        const answer = await api('', `${path}?domain=${domain}`, { method, body });
        expect([method, path, answer.status, answer.body.errors]).toEqual([method, path, 422, errors]);
      }
      const listed = await api('', `/api/links?domain=${domain}`);
      expect([listed.status, listed.body.errors[0].field]).toEqual([422, 'domain']);
      if (domain !== '') expect(listed.body.errors).toEqual(errors);
    },
  );

  test('in a list they are called as anywhere, in whatever letter case', async () => {
    await create('go.example.org', { url: FURTHER, slug: 'called' });
    const { body } = await api('', '/api/links?domain=GO.example.ORG&q=called');
    expect(body.links.map(({ domain }: { domain: string }) => domain)).toEqual(['go.example.org']);
  });

  test('the short url of each is the same wherever it is shown', async () => {
    const { port } = new URL(app.short);
    const unfurl = { title: 'The card' };
    for (const [host, domain, origin] of [
      ['', '', `http://localhost:${port}`],
      ['', 'go.example.org', `http://go.example.org.localhost:${port}`],
      ['go.example.org', `localhost:${port}`, `http://localhost:${port}`],
      ['any.example.org', 'any.example.org', `http://any.example.org.localhost:${port}`],
    ] as const) {
      const slug = `shown-${host}-${domain}`.replaceAll(/[.:]/g, '-').replace(/-+$/, '');
      const named = domain === '' ? {} : { domain };
      const made = await create(host, { url: FIRST, slug: `${slug}-0`, unfurl, ...named });
      expect(made.headers.location).toBe(`${origin}/api/links/${slug}-0`);
      const query = domain === '' ? '' : `?domain=${domain}`;
      const renamed = await change(host, `/api/links/${slug}-0${query}`, { slug });
      const history = await api(host, `/api/links/${slug}/history${query}`);
      const list = await api(host, `/api/links${query}${query ? '&' : '?'}q=shown&limit=1`);
      const changes = await api(host, '/api/changes?limit=1');
      for (const shown of [
        renamed.body,
        history.body.versions[0].after,
        list.body.links[0],
        changes.body.changes[0].after,
      ])
        expect(shown.shortUrl).toBe(`${origin}/${slug}`);
      const at = new URL(origin).hostname.replace(/\.?localhost$/, '');
      const card = await ask(at, `/${slug}`, {
        headers: { authorization: '', 'user-agent': 'facebookexternalhit/1.1', accept: 'text/html' },
      });
      expect(card.answer).toContain(`<link rel="canonical" href="${origin}/${slug}">`);
    }
  });

  test('without letter case: one link and one object, however it is written', async () => {
    const made = await create('any.example.org', { url: FURTHER, slug: 'Sale' });
    expect([made.status, made.body.slug]).toEqual([201, 'Sale']);
    expect(await follow('any.example.org', '/SALE')).toEqual([301, FURTHER, 'Miss']);
    expect(await follow('any.example.org', '/sale')).toEqual([301, FURTHER, 'Hit']);
    expect(await follow('any.example.org', '/%53ale')).toEqual([301, FURTHER, 'Hit']);
    expect((await api('any.example.org', '/api/links/sALE')).body.slug).toBe('Sale');
    const taken = await create('any.example.org', { url: FIRST, slug: 'sALe' });
    expect([taken.status, taken.body.errors[0].expected]).toEqual([409, 'another one; "sALe-2" is free']);
    expect((await create('', { url: FIRST, slug: 'sale' })).status).toBe(201);
    expect((await create('', { url: FURTHER, slug: 'SALE' })).status).toBe(201);
  });

  test('slugs with dots are for the domain that takes them', async () => {
    expect((await create('any.example.org', { url: FURTHER, slug: 'Q1.pdf' })).status).toBe(201);
    expect((await create('go.example.org', { url: FURTHER, slug: 'Q1.pdf' })).status).toBe(422);
    expect((await api('any.example.org', '/api/links/q1.PDF')).body.slug).toBe('Q1.pdf');
  });
});

describe('what is no link', () => {
  const BROWSER = { authorization: '', accept: 'text/html,*/*;q=0.8' };
  const led = async (host: string, path: string, headers: Record<string, string>) => {
    const answer = await ask(host, path, { headers });
    return [answer.status, answer.headers.location];
  };

  test.each([
    ['', 'https://www.example.com/'],
    ['go.example.org', 'https://www.example.org/'],
    ['any.example.org', 'https://www.example.com/'],
  ])('/ of %j leads to %s, from the edge as well', async (host, root) => {
    for (let i = 0; i < 2; i++) expect(await led(host, '/', BROWSER)).toEqual([302, root]);
  });

  test.each([
    ['', [302, 'https://www.example.com/lost'], 404],
    ['go.example.org', [404, undefined], 404],
    ['any.example.org', [302, 'https://www.example.com/lost'], 404],
  ])('of %j leads people to %j, and programs are told %i', async (host, people, programs) => {
    expect(await led(host, '/No-Such', BROWSER)).toEqual(people);
    expect(await led(host, '/No-Such', { authorization: '', accept: '*/*' })).toEqual([programs, undefined]);
  });

  test('what is passed on keeps its letter case where slugs have none', async () => {
    await create('any.example.org', { url: 'https://example.com/docs', slug: 'Docs', forwardPath: true });
    expect(await follow('any.example.org', '/DOCS/Read-Me/A')).toEqual([
      301,
      'https://example.com/docs/Read-Me/A',
      'Miss',
    ]);
  });
});

describe('a purge', () => {
  test('takes slugs that the link had: the edge keeps their answers, too', async () => {
    await create('', { url: 'https://example.com/old', slug: 'name-1', maxAge: 86_400 });
    await change('', '/api/links/name-1', { slug: 'name-2' });
    for (const lookup of ['Miss', 'Hit'])
      expect(await follow('', '/name-1')).toEqual([301, 'https://example.com/old', lookup]);
    await change('', '/api/links/name-2', { url: 'https://example.com/new', purge: true });
    for (const slug of ['name-1', 'name-2'])
      expect(await follow('', `/${slug}`)).toEqual([301, 'https://example.com/new', 'Miss']);
  });

  const OLD = 'https://example.com/old';
  const NEW = 'https://example.com/new';

  test('puts an edit in force at once where the edge has the old answer, on each domain', async () => {
    for (const host of ['', 'go.example.org', 'any.example.org']) {
      await create(host, { url: OLD, slug: 'Purged', maxAge: 86_400 });
      await create(host, { url: OLD, slug: 'Purged-not', maxAge: 86_400 });
      for (const lookup of ['Miss', 'Hit'])
        for (const slug of ['Purged', 'Purged-not'])
          expect(await follow(host, `/${slug}`)).toEqual([301, OLD, lookup]);
      const patient = await change(host, '/api/links/Purged-not', { url: NEW });
      expect(patient.body).toMatchObject({ effectiveWithinSeconds: 86_400 });
      expect(patient.body).not.toHaveProperty('purged');
      const purged = await change(host, '/api/links/Purged', { url: NEW, purge: true });
      expect(purged.body).toMatchObject({ url: NEW, purged: true, effectiveWithinSeconds: 300 });
      expect(await follow(host, '/Purged')).toEqual([301, NEW, 'Miss']);
      expect(await follow(host, '/Purged-not')).toEqual([301, OLD, 'Hit']);
    }
  });

  test('of a rename takes the old slug and the new one; of a deletion the link is gone', async () => {
    await create('', { url: OLD, slug: 'before' });
    expect((await follow('', '/before'))[2]).toBe('Miss');
    const renamed = await change('', '/api/links/before', { slug: 'after', url: NEW, purge: true });
    expect(renamed.body).toMatchObject({ purged: true, effectiveWithinSeconds: 60 });
    expect(await follow('', '/before')).toEqual([301, NEW, 'Miss']);
    expect(await follow('', '/after')).toEqual([301, NEW, 'Miss']);
    expect(await follow('', '/after')).toEqual([301, NEW, 'Hit']);
    const { body } = await api('', '/api/links/after?purge=true', { method: 'DELETE' });
    expect(body).toMatchObject({ state: 'deleted', purged: true });
    expect((await follow('', '/after'))[0]).not.toBe(301);
    expect((await follow('', '/before'))[0]).not.toBe(301);
  });

  test('of a link that is as the request has it already is one all the same', async () => {
    const { body } = await create('', { url: OLD, slug: 'same' });
    const again = await change('', '/api/links/same', { url: OLD, purge: true });
    expect(again.body).toMatchObject({ version: body.version, purged: true });
  });
});

describe('where no link may lead', () => {
  const refusal = (field: string, reason: string) => ({ field, reason, expected: expect.any(String) });
  const BLOCKED = 'leads to a host that is blocked';
  const OWN = 'leads to the short domain itself';

  test.each([
    ['https://evil.example/x', BLOCKED],
    ['http://a.b.EVIL.example.:8080/', BLOCKED],
    ['https://bücher.example/', BLOCKED],
    ['https://go.example.org/spring', OWN],
    ['http://GO.example.org.:8080/spring', OWN],
    ['https://g%6F.example.org/', OWN],
    ['https://ｇｏ.example.org/', OWN],
    ['https://any.example.org', OWN],
    ['http://go.example.org.localhost:PORT/spring', OWN],
    ['http://localhost:PORT/spring', OWN],
    ['http://other.localhost.:PORT/', OWN],
    ['http://127.0.0.1:PORT/', OWN],
    ['http://2130706433:PORT/', OWN],
    ['http://[::1]:PORT/', OWN],
    ['http://[::ffff:127.0.0.1]:PORT/', OWN],
  ])('%s: a 422 that names each field it is in, on each domain', async (written, reason) => {
    const url = written.replace('PORT', new URL(app.short).port);
    const everywhere = { url, expiredUrl: url, rules: [{ url, country: ['DE'] }] };
    for (const host of ['', 'go.example.org']) {
      const made = await create(host, everywhere);
      const errors = ['url', 'expiredUrl', 'rules.0.url'].map(field => refusal(field, reason));
      expect([made.status, made.body.errors]).toEqual([422, errors]);
    }
    await create('', { url: 'https://example.com/', slug: 'edited' });
    const edited = await change('', '/api/links/edited', { url });
    expect([edited.status, edited.body.errors]).toEqual([422, [refusal('url', reason)]]);
  });

  test.each([
    'https://notevil.example/',
    'https://evil.example.com/',
    'https://x.go.example.org/',
    'https://example.org/',
  ])('%s is another host', async url => {
    expect((await create('', { url })).status).toBeLessThan(202);
  });
});

describe('tags', () => {
  const tagsOf = async (query: string) => (await api('', `/api/tags?${query}`)).body.tags;
  const linkTags = async (host: string, slug: string) => (await api(host, `/api/links/${slug}`)).body.tags;

  test('are of the links of all domains, or of one, and are renamed and taken off there alone', async () => {
    const url = 'https://example.com/tagged';
    for (const [host, slug] of [
      ['', 'tagged'],
      ['go.example.org', 'tagged'],
      ['any.example.org', 'Tagged.Too'],
    ] as const)
      await create(host, { url, slug, tags: ['Größe/L 50%', 'kept'] });
    expect(await tagsOf('prefix=gr%C3%B6')).toEqual([{ tag: 'Größe/L 50%', links: 3 }]);
    expect(await tagsOf('prefix=gr%C3%B6&domain=any.example.org')).toEqual([
      { tag: 'Größe/L 50%', links: 1 },
    ]);
    const path = `/api/tags/${encodeURIComponent('größe/l 50%')}`;
    const renamed = await change('', `${path}?domain=any.example.org`, { tag: 'Grösse' });
    expect([renamed.status, renamed.body]).toEqual([200, { tag: 'Grösse', changed: 1, merged: false }]);
    expect([
      await linkTags('any.example.org', 'tagged.too'),
      await linkTags('go.example.org', 'tagged'),
    ]).toEqual([
      ['Grösse', 'kept'],
      ['Größe/L 50%', 'kept'],
    ]);
    expect((await change('', path, { tag: 'grösse' })).body).toEqual({
      tag: 'grösse',
      changed: 2,
      merged: true,
    });
    expect(await tagsOf('prefix=gr%C3%B6')).toEqual([{ tag: 'grösse', links: 3 }]);
    const removed = await api('', '/api/tags/KEPT', { method: 'DELETE' });
    expect([removed.status, removed.body]).toEqual([200, { changed: 3 }]);
    expect(await linkTags('', 'tagged')).toEqual(['grösse']);
    expect((await follow('any.example.org', '/TAGGED.TOO')).slice(0, 2)).toEqual([301, url]);
    expect((await api('', '/api/tags/kept', { method: 'DELETE' })).status).toBe(404);
  });
});
