import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLink, GOOGLEBOT, get, ROOT, until } from './cloud.ts';
import { npmStart, type Running } from './npm-start.ts';

const KEY = 'a-key-of-my-own-0123';
/** A crawler that waits for as long as a start of Chromium takes on this machine. */
const crawl = async (app: Running, path: string) => {
  let answer = await get(app.site + path, { 'user-agent': GOOGLEBOT });
  await until(async () => {
    if (answer.status === 503) answer = await get(app.site + path, { 'user-agent': GOOGLEBOT });
    return answer.status !== 503;
  }, `${path} is rendered`);
  return answer.text();
};
const listed = async (app: Running): Promise<{ url: string; status?: number }[]> =>
  (
    (await (await get(`${app.short}/api/snapshots`, { authorization: `Bearer ${KEY}` })).json()) as {
      snapshots: { url: string }[];
    }
  ).snapshots;

/** A folder with an app in it, made of its body. */
async function appOf(data: string, name: string, body: string): Promise<string> {
  const folder = join(data, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), `<!doctype html><title>${name}</title>${body}`);
  return folder;
}

/** A server of JSON that any page may ask. */
async function jsonServer(answer: (url: string) => unknown) {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(request.url ?? '')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => server.close().closeAllConnections() };
}

describe('one app after the other, on the same data', () => {
  const { start, data } = npmStart(beforeAll, afterAll);
  let one: string;
  let two: string;
  let app: Running;
  /** Under the address of the site before, so that what was left of it would be met. */
  const startNext = async (folder: string, env: Record<string, string> = { API_KEY: KEY }) => {
    app = await start({ SITE_PORT: new URL(app.site).port, ...env }, ['--app', folder]);
  };
  beforeAll(async () => {
    one = await appOf(data(), 'one', '<a href="#/about">About</a><p>first build of one</p>');
    two = await appOf(data(), 'two', '<p>this is two</p>');
    app = await start({ API_KEY: KEY }, ['--app', one]);
  });

  test('dropped parameters and hash routes are told once, with what would mend them', async () => {
    expect(app.output()).toContain('all other parameters are dropped (pageParameters in infra/settings.yml)');
    await crawl(app, '/item?id=1&utm_source=x&gclid=2&page=2');
    await crawl(app, '/item?id=2&fbclid=x');
    await until(() => app.output().includes('history mode'), 'the log tells of the hash routes');
    expect(app.output().split('pageParameters: [page, id] in infra/settings.yml')).toHaveLength(2);
    expect(app.output()).not.toMatch(/\[page, (utm_source|gclid|fbclid|page)\]/);
    expect(app.output().split('/item?page=2 leads to #/about')).toHaveLength(2);
  });

  test('nothing of the one before is left but links and keys', async () => {
    await createLink(app.short, { url: 'https://example.com/', slug: 'kept' }, KEY);
    expect(await crawl(app, '/a')).toContain('first build of one');
    await fetch(`${app.short}/api/snapshots/rerender`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ urls: Array.from({ length: 50 }, (_, i) => `${app.site}/queued/${i}`) }),
    });
    expect(await listed(app)).not.toEqual([]);
    app.process.kill('SIGKILL'); // with jobs in the queue
    await once(app.process, 'exit');

    await startNext(two);
    expect((await get(`${app.short}/kept`)).status).toBe(301);
    expect(app.key).toBe(KEY);
    expect(await listed(app)).toEqual([]);
    expect(await crawl(app, '/a')).toContain('this is two');
    expect((await listed(app)).map(({ url }) => url)).toEqual([`${app.site}/a`]);
    expect(app.output()).not.toMatch(/queued\/|^ +at /m);
    await app.stop();
  });

  test('a new build of one is the same site; and a lost key has a command', async () => {
    await appOf(data(), 'two', '<p>second build of two</p>');
    await startNext(two, {});
    expect(app.output()).toContain('another build of the app: 1 snapshots dropped');
    expect((await listed(app)).map(({ url }) => url)).toEqual([`${app.site}/a`]);
    expect(await crawl(app, '/a')).toContain('second build of two');
    const [, endpoint = '', table = ''] =
      /AWS_ENDPOINT_URL=(\S+) npx signpost keys create --table (\S+)/.exec(app.output()) ?? [];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['cli/signpost.js', 'keys', 'create', '--table', table],
      { cwd: ROOT, env: { PATH: process.env.PATH, HOME: data(), AWS_ENDPOINT_URL: endpoint } },
    );
    const link = await createLink(app.short, { url: 'https://example.com/2' }, stdout.split('\n')[0]);
    expect(link.status).toBe(201);
    await app.stop();
  });

  test('one that comes back begins empty, too', async () => {
    await startNext(one);
    expect(await listed(app)).toEqual([]);
    expect(await crawl(app, '/a')).toContain('first build of one');
  });
});

describe('APIs elsewhere', () => {
  const { start, data } = npmStart();

  test('--api takes paths, --allow an origin, and what was refused is told once, with what would open it', async () => {
    const api = await jsonServer(url => ({ heard: url }));
    const other = await jsonServer(() => ({ heard: 'the other' }));
    try {
      const folder = await appOf(
        data(),
        'apis',
        // What it says by itself is enough for a page, though some of its requests fail.
        `<p>${'Ropes are made of hemp. '.repeat(15)}</p><p id="out"></p><script>
        const show = name => ({ heard }) => { out.append(name + ' heard ' + heard + '; ') };
        const ask = (name, url, options) =>
          fetch(url, options).then(answer => answer.json()).then(show(name)).catch(() => show(name)({ heard: 'nothing' }));
        ask('graphql', '/graphql?q=1', { method: 'POST', body: '{}' })
          .then(() => ask('below', '/graphql/below')).then(() => ask('near', '/graphqlish'))
          .then(() => ask('v1', '/v1/items.json')).then(() => ask('usual', '/api/x'))
          .then(() => ask('elsewhere', '${other.url}/x')).then(() => ask('forbidden', '/v2/x', { method: 'POST' }));
      </script>`,
      );
      const args = [
        '--app',
        folder,
        '--api',
        `/graphql=${api.url}`,
        '--api',
        `/v1/*=${api.url}/base`,
        '--api',
        api.url,
      ];
      const shut = await start({}, args);
      const page = await crawl(shut, '/');
      for (const words of [
        'graphql heard /graphql?q=1;',
        'below heard /graphql/below;',
        'near heard nothing;',
        'v1 heard /base/v1/items.json;',
        'usual heard /api/x;',
        'elsewhere heard nothing;',
        'forbidden heard nothing;',
      ])
        expect(page).toContain(words);
      await crawl(shut, '/again');
      await until(() => shut.output().includes('--allow'), 'the log tells what the gate has refused');
      expect(shut.output().split(`npm start -- --allow ${other.url}`)).toHaveLength(2);
      expect(shut.output().split('npm start -- --api /v2=URL')).toHaveLength(2);
      expect(shut.output().split('npm start -- --api /graphqlish=URL')).toHaveLength(2);
      await shut.stop();

      const open = await start({}, [...args, '--allow', `${other.url}/`]);
      expect(await crawl(open, '/other')).toContain('elsewhere heard the other;');
      expect(open.output()).not.toContain(`npm start -- --allow`);
    } finally {
      api.close();
      other.close();
    }
  });
});
