import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BackupOptions, backUp } from '../../../core/backup/backup.ts';
import { readItems, readManifest } from '../../../core/backup/files.ts';
import type { RawItem } from '../../../core/backup/lines.ts';
import { type RestoreOptions, restore } from '../../../core/backup/restore.ts';
import { PARTS, type TableNames } from '../../../core/backup/tables.ts';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import { reindex } from '../../../core/links/reindex/reindex.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { httpApiHandler } from '../../../functions/http-api/http-api.ts';
import { asking, JSON_TYPE } from '../../functions/links-api.ts';
import { SECRET, startTables, type Tables } from '../../tables.ts';
import { linksApiOf } from '../links/makers.ts';

const TABLES: TableNames = {
  links: 'links',
  history: 'hints',
  keys: 'keys',
  counters: 'counters',
  clicks: 'clicks',
  pages: 'snapshots',
};

interface Stage {
  tables: Tables;
  client: DynamoDBClient;
  /** Calls the API of links, and throws when it refuses. */
  call(method: string, link: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>>;
}

const stages: Stage[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-backup-'));
});
afterEach(async () => {
  for (const { tables, client } of stages.splice(0)) {
    client.destroy();
    await tables.stop();
  }
  await rm(folder, { recursive: true });
});

/** A stage of its own; `withKey`: somebody may call its API. */
async function stage({ withKey = false } = {}): Promise<Stage> {
  const tables = await startTables();
  const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1' });
  const handler = httpApiHandler(linksApiOf(tables), SECRET);
  const keys = createKeyStore(tables.keys, systemClock, systemRandom);
  const secret = withKey ? (await keys.create({ name: 'maker' })).secret : '';
  const call: Stage['call'] = async (method, link, body) => {
    const { status = 0, body: answer } = await asking(handler, `Bearer ${secret}`)(
      `/api/links${link && '/'}${link}`,
      {
        method,
        headers: body === undefined ? {} : JSON_TYPE,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    if (status >= 300) throw new Error(`${method} ${link}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const made = { tables, client, call };
  stages.push(made);
  return made;
}

const common = { tables: TABLES, clock: systemClock };
const save = ({ client }: Stage, more: Partial<BackupOptions> = {}) =>
  backUp({ ...common, client, folder, stage: 'prod', version: '1.2.3', ...more });
const load = ({ client }: Stage, more: Partial<RestoreOptions> = {}) =>
  restore({ ...common, client, folder, merge: false, ...more });

/** Every item of a table, by its text, in an order of its own. */
async function contentOf({ client }: Stage, TableName: string): Promise<string[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName }));
  expect(LastEvaluatedKey).toBeUndefined();
  // A tag bears the change of whichever link wrote it last, and is the same by any.
  const shown = Items.map(({ ...item }) => {
    if (item.list?.S === 'tags') for (const name of ['at', 'change']) delete item[name];
    return item;
  });
  return shown.map(item => JSON.stringify(Object.entries(item).sort())).sort();
}

/** All that is known of links: whoever looks for one finds it. */
const isKept = (item: string) => !/"list",\{"S":"(reindex|tag-counts)"/.test(item);

/** A link bears the change that was restored, by which events know that it is no news. */
function asRestored(text: string): string {
  const item = Object.fromEntries(JSON.parse(text));
  const isLink = item.slug && item.url && item.change;
  return isLink ? JSON.stringify(Object.entries({ ...item, restored: item.change }).sort()) : text;
}

/** Links of every kind, with a past; and what others write, as odd as it gets. */
async function fill(app: Stage, links: number): Promise<void> {
  for (let at = 0; at < links; at++)
    await app.call('POST', '', {
      url: `https://example.com/${at}`,
      slug: `link-${at}`,
      tags: [`tag-${at % 3}`, 'all'],
      title: '"quoted" é 😀',
    });
  await app.call('PATCH', 'link-1', { slug: 'renamed', url: 'https://example.org/' });
  await app.call('PATCH', 'link-2', { maxClicks: 5, expiresAt: '2100-01-01T00:00:00Z' });
  await app.call('DELETE', 'link-3');
  const put = (TableName: string, Item: RawItem) => app.client.send(new PutItemCommand({ TableName, Item }));
  await put('counters', {
    id: { S: 'max#x' },
    count: { N: '12' },
    text: { S: 'two\u2028lines\n\u2029\u0000' },
    takers: { SS: ['a', 'b'] },
  });
  await put('clicks', {
    subject: { S: 'link#1' },
    period: { S: '2026-11' },
    clicks: { N: '12345678901234567890123456789012345678' },
    packed: { B: Uint8Array.from([0, 1, 255]) },
    parts: { L: [{ M: { bytes: { BS: [Uint8Array.from([7])] }, none: { NULL: true } } }, { BOOL: false }] },
  });
  await put('snapshots', {
    page: { S: 'snapshots/v1/x/y.html' },
    url: { S: 'https://x/' },
    dueAt: { N: '1' },
  });
}

describe('a stage that rests', () => {
  test('is the same in an empty one, to the last attribute', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    await fill(from, 40);
    const manifest = await save(from);
    expect(manifest).toMatchObject({ format: 1, version: '1.2.3', stage: 'prod' });
    const restored = await load(to);
    for (const part of PARTS) {
      expect(await contentOf(to, TABLES[part])).toEqual(
        (await contentOf(from, TABLES[part])).filter(isKept).map(asRestored).sort(),
      );
      expect([part, restored.parts[part].kept]).toEqual([part, part === 'links' ? 41 : 0]);
    }
    expect(restored.clashing.size).toBe(0);
  });

  test('needs no mending afterwards: every link is found as it was', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    await fill(from, 12);
    await save(from);
    await load(to);
    const context = {
      store: createLinkStore(to.tables.links),
      hints: new HintTable(to.tables.hints),
      clock: systemClock,
    };
    expect(await reindex(context)).toMatchObject({ written: 0, removed: 0, versions: 0 });
  });

  test('has files that are for their owner alone, and a manifest that says what is in each', async () => {
    const from = await stage({ withKey: true });
    await fill(from, 5);
    const { files } = await save(from);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o77).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['backup.json', ...files.map(({ name }) => name)].sort());
    const links = files.filter(({ name }) => /^links-\d/.test(name));
    expect(links.reduce((sum, { items }) => sum + items, 0)).toBe(6); // and an alias
  });
});

describe('a stage at work', () => {
  test('loses no link that was there before: renamed, edited and made while it is read', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    for (let at = 0; at < 30; at++)
      await from.call('POST', '', { url: `https://example.com/${at}`, slug: `l-${at}` });
    // After each read of the links some are renamed, there and back, and others are made.
    const names = new Map(Array.from({ length: 30 }, (_, at) => [at, `l-${at}`]));
    let reads = 0;
    from.client.middlewareStack.add(
      next => async args => {
        const result = await next(args);
        const { TableName, FilterExpression } = args.input as {
          TableName?: string;
          FilterExpression?: string;
        };
        if (TableName !== 'links' || FilterExpression) return result;
        reads++;
        for (const at of [reads, reads + 8, reads + 16]) {
          const name = `${String.fromCharCode(97 + ((reads * 7) % 26))}-${reads}-${at}`;
          await from.call('PATCH', names.get(at) ?? '', { slug: name, title: `after read ${reads}` });
          names.set(at, name);
        }
        await from.call('POST', '', { url: `https://example.com/new-${reads}`, slug: `new-${reads}` });
        return result;
      },
      { step: 'initialize' },
    );
    await save(from);
    expect(reads).toBeGreaterThanOrEqual(8);
    await load(to);
    const store = createLinkStore(to.tables.links);
    const { entries } = await store.scan(1000);
    const urls = entries.flatMap(entry => ('link' in entry ? [entry.link.url] : []));
    for (let at = 0; at < 30; at++)
      expect(urls.filter(url => url === `https://example.com/${at}`)).toHaveLength(1);
    // Each former slug leads to the one that its link has.
    const byKey = new Map(
      entries.map(entry => [
        'alias' in entry ? entry.alias.key : 'link' in entry ? entry.link.key : '',
        entry,
      ]),
    );
    for (const entry of entries) if ('alias' in entry) expect(byKey.has(entry.alias.movedTo)).toBe(true);
  });
});

describe('a backup that was cut short', () => {
  test('goes on behind the last whole file, and is whole then', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    await fill(from, 20);
    let files = 0;
    const onProgress = () => {
      if (++files === 12) throw new Error('killed');
    };
    await expect(save(from, { onProgress })).rejects.toThrow('killed');
    const before = (await readManifest(folder))?.files ?? [];
    expect(before.length).toBeGreaterThanOrEqual(12);
    await expect(load(to)).rejects.toThrow(`${folder} holds a backup that was cut short.`);
    const { files: after } = await save(from);
    expect(after.slice(0, before.length)).toEqual(before);
    await load(to);
    expect(await contentOf(to, 'links')).toEqual((await contentOf(from, 'links')).map(asRestored).sort());
  });

  test.each<[string, Partial<BackupOptions>, RegExp]>([
    ['is whole', {}, /holds a backup of prod already\. Name another folder\.$/],
    ['is of another stage', { stage: 'test' }, /holds a backup of prod already/],
  ])('is not begun in a folder whose backup %s', async (_, more, sentence) => {
    const from = await stage();
    await save(from);
    await expect(save(from, more)).rejects.toThrow(sentence);
  });
});

describe('a restore', () => {
  test.each<[string, () => Promise<void>, RegExp]>([
    ['is none', () => rm(join(folder, 'backup.json')), /holds no backup: there is no backup\.json in it\.$/],
    ['lacks a file', () => rm(join(folder, 'keys-0.jsonl.gz')), /keys-0\.jsonl\.gz is missing/],
    ['has grown', () => appendFile(join(folder, 'keys-0.jsonl.gz'), 'x'), /its checksum is another\.$/],
    [
      'is of another format',
      () => writeFile(join(folder, 'backup.json'), '{"format":2}'),
      /is no manifest that this version of Signpost can read\.$/,
    ],
  ])('of a backup that %s is refused before anything is written', async (_, harm, sentence) => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    await from.call('POST', '', { url: 'https://example.com/', slug: 'spring' });
    await save(from);
    await harm();
    await expect(load(to)).rejects.toThrow(sentence);
    expect(await contentOf(to, 'links')).toEqual([]);
  });

  test('into a stage that has something is refused', async () => {
    const [from, to] = [await stage(), await stage({ withKey: true })];
    await save(from);
    await expect(load(to)).rejects.toThrow(/^the stage is not empty: it has keys\. With --merge/);
  });

  test('that was cut short goes on with merge, and comes to the same', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    await fill(from, 40);
    await save(from);
    let batches = 0;
    const onProgress = () => {
      if (++batches === 4) throw new Error('killed');
    };
    await expect(load(to, { onProgress })).rejects.toThrow('killed');
    await load(to, { merge: true });
    for (const part of PARTS)
      expect(await contentOf(to, TABLES[part])).toEqual(
        (await contentOf(from, TABLES[part])).filter(isKept).map(asRestored).sort(),
      );
  });

  test('with merge: the newer version of a link wins, and whatever else the stage has stays', async () => {
    const [from, to] = [await stage({ withKey: true }), await stage()];
    for (const slug of ['older', 'newer', 'moved'])
      await from.call('POST', '', { url: 'https://a.example/', slug });
    await save(from);
    await load(to);
    // Both go on from there, each with links of its own.
    await from.call('PATCH', 'newer', { title: 'from the backup' });
    await from.call('PATCH', 'moved', { slug: 'moved-on' });
    await from.call('POST', '', { url: 'https://a.example/', slug: 'both' });
    await from.call('POST', '', { url: 'https://a.example/', slug: 'only-there' });
    const stayed = linksApiOf(to.tables);
    expect(stayed).toBeDefined();
    const keys = createKeyStore(to.tables.keys, systemClock, systemRandom);
    const { secret } = await keys.create({ name: 'of the stage' });
    const ask = asking(httpApiHandler(stayed, SECRET), `Bearer ${secret}`);
    const change = (method: string, path: string, body: unknown) =>
      ask(path, { method, headers: JSON_TYPE, body: JSON.stringify(body) });
    await change('PATCH', '/api/links/older', { title: 'of the stage' });
    await change('POST', '/api/links', { url: 'https://b.example/', slug: 'both' });
    await rm(folder, { recursive: true });
    await save(from);

    const restored = await load(to, { merge: true });
    expect([...restored.clashing]).toEqual(['both']);
    const of = async (slug: string) => (await ask(`/api/links/${slug}`)).body;
    expect(await of('older')).toMatchObject({ title: 'of the stage' });
    expect(await of('newer')).toMatchObject({ title: 'from the backup' });
    expect(await of('both')).toMatchObject({ url: 'https://b.example/' });
    expect(await of('only-there')).toMatchObject({ url: 'https://a.example/' });
    expect(await of('moved')).toMatchObject({ slug: 'moved-on' });
    const { links } = (await ask('/api/links', { query: 'sort=created' })).body;
    expect(links.map(({ slug }: { slug: string }) => slug).sort()).toEqual([
      'both',
      'moved-on',
      'newer',
      'older',
      'only-there',
    ]);
  });
});

test('what is read of a file is as many items as the manifest says', async () => {
  const from = await stage({ withKey: true });
  const { files } = await save(from);
  const file = files.find(({ part, items }) => part === 'keys' && items > 0);
  const read = async () => {
    for await (const _ of readItems(folder, { ...file, items: 7 } as NonNullable<typeof file>));
  };
  await expect(read()).rejects.toThrow(/^keys-\d\.jsonl\.gz has 1 items, and the manifest says 7\.$/);
});
