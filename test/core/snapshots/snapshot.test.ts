import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { type SnapshotForm, snapshotKey } from '../../../core/snapshots/page.ts';
import { responseHeaders, SnapshotStore, snapshotOf, textOf } from '../../../core/snapshots/snapshot.ts';
import { close, listen } from '../../../local/http.ts';
import { S3 } from '../../../local/services/s3.ts';
import { operatorClients } from '../../../local/start/operator.ts';

const URL_OF_PAGE = 'https://site.example/lamps';

const page = (text: string) => snapshotOf(URL_OF_PAGE, { status: 200, headers: {}, html: `<p>${text}` });
const gone = snapshotOf(URL_OF_PAGE, {
  status: 404,
  headers: { 'x-robots-tag': 'noindex' },
  html: '<title>No such lamp</title><p>Sorry',
});
const moved = snapshotOf(URL_OF_PAGE, {
  status: 301,
  location: 'https://site.example/lights?a=1&b=2',
  headers: {},
  html: '',
});

let client: S3Client;
let store: SnapshotStore;
let refused: (method: string, path: string) => boolean;
let stop: () => Promise<void>;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'signpost-snapshot-'));
  const s3 = new S3({ directory, clock: systemClock, random: systemRandom });
  await s3.createBucket('site');
  refused = () => false;
  const door = await listen(async request => {
    if (!refused(request.method, request.path)) return s3.handle(request);
    return {
      status: 403,
      headers: new Headers(),
      body: Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
    };
  }, 0);
  client = operatorClients(`http://127.0.0.1:${door.port}`).s3;
  store = new SnapshotStore(client, 'site');
  stop = async () => {
    client.destroy();
    await close(door.server);
    await rm(directory, { recursive: true, force: true });
  };
});

afterEach(() => stop());

describe('textOf(snapshot, form)', () => {
  test('of a page is the page, or its Markdown', () => {
    expect(textOf(page('A <b>lamp</b>'), 'html')).toBe('<p>A <b>lamp</b>');
    expect(textOf(page('A <b>lamp</b>'), 'md')).toBe(`---\nurl: "${URL_OF_PAGE}"\n---\n\nA **lamp**\n`);
  });

  test('of a page that moved leads on', () => {
    expect(textOf(moved, 'html')).toContain('<a href="https://site.example/lights?a=1&amp;b=2">');
    expect(textOf(moved, 'md')).toContain('](https://site.example/lights?a=1&b=2)');
  });

  test.each<SnapshotForm>(['html', 'md'])('as %s is another for each status and each header', form => {
    const texts = [
      { status: 200, headers: {} },
      { status: 404, headers: {} },
      { status: 410, headers: {} },
      { status: 200, headers: { 'x-robots-tag': 'noindex' } },
      { status: 301, headers: {}, location: 'https://site.example/lights' },
      { status: 302, headers: {}, location: 'https://site.example/lights' },
      { status: 302, headers: {}, location: 'https://site.example/lanterns' },
      { status: 302, headers: { 'x-robots-tag': 'noindex' }, location: 'https://site.example/lanterns' },
    ].map(answer => textOf(snapshotOf(URL_OF_PAGE, { html: '<p>A lamp', ...answer }), form));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('SnapshotStore', () => {
  test.each([
    ['html', 'text/html; charset=utf-8'],
    ['md', 'text/markdown; charset=utf-8'],
  ] as const)('put(snapshot) keeps it as %s, with all that is answered besides', async (form, type) => {
    for (const snapshot of [page('A lamp'), gone, moved]) {
      await store.put(snapshot);
      const object = await read(form);
      expect(await object.Body?.transformToString()).toBe(textOf(snapshot, form));
      expect(object.ContentType).toBe(type);
      expect(object.CacheControl).toBe(responseHeaders(snapshot, form, 'stored')['cache-control']);
      expect(object.Metadata).toEqual((await read('html')).Metadata);
      expect(object.Metadata?.status).toBe(String(snapshot.status));
      expect(object.Metadata?.location).toBe(snapshot.location);
    }
  });

  test.each(['html', 'md'])('put(snapshot) fails when only the .%s is refused', async form => {
    refused = (method, path) => method === 'PUT' && path.endsWith(`.${form}`);
    await expect(store.put(page('A lamp'))).rejects.toThrow(ServiceFault);
  });

  test('get(url) gives what was put, whose Markdown is the same', async () => {
    for (const snapshot of [page('A lamp'), gone, moved]) {
      await store.put(snapshot);
      const got = await store.get(URL_OF_PAGE);
      expect(got).toEqual(snapshot);
      expect(got && textOf(got, 'md')).toBe(textOf(snapshot, 'md'));
    }
  });

  test.each(['html', 'md'] as const)('answers its .%s with the ETag that S3 makes of it', async form => {
    for (const snapshot of [page('A lamp – 20 €'), gone, moved]) {
      await store.put(snapshot);
      expect(responseHeaders(snapshot, form, 'stored').etag).toBe((await read(form)).ETag);
    }
  });

  describe('holds(snapshot)', () => {
    const lamp = page('A lamp');

    test('is true of what was put, also when its Markdown was added later', async () => {
      for (const snapshot of [lamp, gone, moved]) {
        await store.put(snapshot);
        expect(await store.holds(snapshot)).toBe(true);
        await drop('md');
        expect(await store.holds(snapshot)).toBe(false);
        await store.addMarkdown((await store.get(URL_OF_PAGE)) ?? snapshot);
        expect(await store.holds(snapshot)).toBe(true);
      }
    });

    test.each<[string, () => Promise<unknown>]>([
      ['the HTML was deleted', () => drop('html')],
      ['the Markdown was deleted', () => drop('md')],
      ['another page was put in between', () => store.put(page('Another lamp'))],
      ['the status is another', () => store.put({ ...lamp, status: 410 })],
      ['a header is another', () => store.put({ ...lamp, headers: { 'x-robots-tag': 'noindex' } })],
    ])('is false when %s', async (_, change) => {
      await store.put(lamp);
      await change();
      expect(await store.holds(lamp)).toBe(false);
    });

    test.each(['html', 'md'])(
      'is false when another page was put, of which only the .%s was written',
      async form => {
        await store.put(lamp);
        refused = (method, path) => method === 'PUT' && !path.endsWith(`.${form}`);
        await expect(store.put(page('Another lamp'))).rejects.toThrow(ServiceFault);
        expect(await store.holds(lamp)).toBe(false);
      },
    );
  });

  test('shell() tells the build, which is another for another shell; build() the same without the text', async () => {
    const put = (Body: string) =>
      client.send(new PutObjectCommand({ Bucket: 'site', Key: 'app/index.html', Body }));
    expect(await store.build()).toBeUndefined();
    await put('<div id=app>1');
    const first = await store.shell();
    expect(first).toEqual({ html: '<div id=app>1', build: await store.build() });
    await put('<div id=app>2');
    expect((await store.shell()).build).not.toBe(first.build);
  });

  test('addMarkdown(snapshot) adds what is missing', async () => {
    await store.put(page('A lamp'));
    await drop('md');
    await store.addMarkdown(page('A lamp'));
    expect(await markdown()).toContain('A lamp');
  });

  test('addMarkdown(snapshot) leaves the Markdown of a newer snapshot', async () => {
    const got = page('An old lamp');
    await store.put(page('A new lamp'));
    await store.addMarkdown(got);
    expect(await markdown()).toContain('A new lamp');
  });

  test('delete(url) drops both forms, and one that is alone', async () => {
    await store.put(page('A lamp'));
    await store.delete(URL_OF_PAGE);
    await store.addMarkdown(page('A lamp'));
    await store.delete(URL_OF_PAGE);
    await store.delete(URL_OF_PAGE);
    for (const form of ['html', 'md'] as const) await expect(read(form)).rejects.toThrow(NoSuchKey);
  });
});

const read = (form: SnapshotForm) =>
  client.send(new GetObjectCommand({ Bucket: 'site', Key: snapshotKey(URL_OF_PAGE, form) }));

const markdown = async () => (await read('md')).Body?.transformToString();

const drop = (form: SnapshotForm) =>
  client.send(new DeleteObjectCommand({ Bucket: 'site', Key: snapshotKey(URL_OF_PAGE, form) }));
