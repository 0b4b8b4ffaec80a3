import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StrictLoki } from '../core/loki/strict-loki.ts';
import { createLink, GOOGLEBOT, get, until } from './cloud.ts';
import { npmStart, type Running } from './npm-start.ts';

describe('with the sample app', () => {
  const { start, data } = npmStart(beforeAll, afterAll);
  let app: Running;
  beforeAll(async () => {
    app = await start();
  });

  test('says how far it is, and has a Chromium started before any crawler asks', async () => {
    // In this order: what takes long is told while it lasts.
    expect(app.output()).toMatch(
      /Packaging the template.*template packaged \([\d.]+ s\).*app ready \([\d.]+ s\).*is ready after/s,
    );
    await until(() => app.output().includes('Chromium has started'), 'a Chromium that nobody has asked for');
  });

  test('prints both addresses, the key and three commands; then one line for each request', async () => {
    expect(app.output()).toMatch(/is ready after [\d.]+ s/);
    expect(app.key).toMatch(/^sp_[\w-]{43}$/);
    const commands = app.output().match(/^ {2}curl .*$/gm) ?? [];
    expect(commands).toHaveLength(3);
    await createLink(app.short, { url: 'https://example.com/spring', slug: 'spring' }, app.key);
    await get(`${app.short}/spring`);
    await get(`${app.short}/spring`);
    let product = 2;
    const nextAsCrawler = () => get(`${app.site}/products/${++product}`, { 'user-agent': GOOGLEBOT });
    await until(
      async () => (await nextAsCrawler()).status === 200,
      'one is rendered while its crawler waits',
    );
    const verdicts = /verdicts +(\S+)/.exec(app.output())?.[1] ?? '';
    expect(await (await get(`${verdicts}?ua=GPTBot%2F1.3`)).text()).toContain('ai-training');
    await until(() => app.output().includes(`/products/${product} `));
    expect(app.output()).toMatch(/short +GET \/spring +301 .* Miss +redirect +\d+ ms/);
    expect(app.output()).toMatch(/short +GET \/spring +301 .* Hit +edge +\d+ ms/);
    expect(app.output()).toMatch(
      /site +GET \/products\/\d+ +200 +crawler Googlebot \(search\) +Miss +bucket > render/,
    );
  });

  test('the console is where it says, from the first start on', async () => {
    const address = /console +(\S+)/.exec(app.output())?.[1] ?? '';
    expect(address).toBe(`${app.short}/console`);
    expect(await (await get(address)).text()).toContain('<div id="app">');
  });

  test('a second one on the same data, or on the same port, says so and leaves the first alone', async () => {
    const [sameData, samePort] = await Promise.all([
      start(),
      start({ DATA_DIR: join(data(), 'other'), PORT: new URL(app.short).port }),
    ]);
    expect(sameData.output()).toContain(`${data()} is in use by process ${app.process.pid}`);
    expect(samePort.output()).toMatch(/port \d+ is taken by another program\. Choose others with PORT/);
    expect([sameData.process.exitCode, samePort.process.exitCode]).toEqual([1, 1]);
    expect((await get(`${app.short}/api/openapi.json`)).status).toBe(200);
  });

  test('Ctrl-C ends it and all it started', async () => {
    app.process.kill('SIGINT');
    const [code] = await once(app.process, 'exit');
    expect(code).toBe(0);
    await expect(get(app.site)).rejects.toThrow();
  });
});

describe('with another app', () => {
  const { start, data } = npmStart();

  test('after kill -9 every acknowledged link is still there', async () => {
    const key = 'a-key-of-my-own-0123';
    const first = await start({ API_KEY: key }, ['--app', 'examples/shop']);
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; i < 1000; i++) {
        const slug = `w${writer}-${i}`;
        const answer = await createLink(first.short, { url: `https://example.com/${slug}`, slug }, key).catch(
          () => undefined,
        );
        if (answer?.status !== 201) return;
        acknowledged.push(slug);
      }
    });
    await until(() => acknowledged.length >= 40);
    first.process.kill('SIGKILL');
    await Promise.all(writers);
    const second = await start({ API_KEY: key }, ['--app', 'examples/shop']);
    for (const slug of acknowledged) expect((await get(`${second.short}/${slug}`)).status).toBe(301);
    expect(second.key).toBe(key);
  });

  test('--app serves any built single-page app, --api forwards its calls', async () => {
    const api = createServer((request, response) => response.end(JSON.stringify({ heard: request.url })));
    await new Promise<void>(resolve => api.listen(0, '127.0.0.1', resolve));
    try {
      const folder = join(data(), 'build');
      await mkdir(folder);
      await writeFile(
        join(folder, 'index.html'),
        `<!doctype html><title>Mine</title><p id="out"></p><script>
        fetch('/api/hello?a=1').then(answer => answer.json()).then(({ heard }) => { out.textContent = 'heard ' + heard; });
      </script>`,
      );
      const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}/v1`;
      const app = await start({}, ['--app', folder, '--api', address]);
      expect(await (await get(`${app.site}/any/path`)).text()).toContain('<p id="out"></p>');
      const asCrawler = () => get(`${app.site}/any/path`, { 'user-agent': GOOGLEBOT });
      await until(
        async () => (await asCrawler()).status === 200,
        'it is rendered, on a slow machine by the queue',
      );
      expect(await (await asCrawler()).text()).toContain('<p id="out">heard /v1/api/hello?a=1</p>');
    } finally {
      api.close();
    }
  });

  test('--loki ships a line for each request', async () => {
    const loki = new StrictLoki({ now: Date.now });
    const { url, stop } = await loki.start();
    try {
      const app = await start({}, ['--app', 'examples/shop', '--loki', url]);
      await createLink(app.short, { url: 'https://example.com/', slug: 'spring' }, app.key);
      await get(`${app.short}/spring`);
      await until(() => loki.taken.some(({ metadata }) => metadata.path === '/spring'));
    } finally {
      await stop();
    }
  });

  describe('what cannot be started ends with a sentence', () => {
    test.each<[string, Record<string, string>, string[], RegExp]>([
      // Told before anything is loaded or prepared; the others of its kind are in test/local/start/options.test.ts.
      ['a wrong option', {}, ['--app', 'docs'], /^signpost: --app docs: there is no index\.html in it.*\n$/],
      ['a key that can be guessed', { API_KEY: 'short' }, [], /^signpost: A key is 16 to 256 .*\n$/m],
    ])('%s', async (_, env, args, sentence) => {
      const app = await start(env, args);
      expect(app.process.exitCode).toBe(1);
      expect(app.output()).toMatch(sentence);
      expect(app.output()).not.toMatch(/^ +at /m);
    });
  });
});
