import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seeded } from '../../bench/freshness/random.ts';
import { creates } from '../../bench/links/creates.ts';
import { follow } from '../../bench/links/load.ts';
import { judge, type Known, RACERS, raceOf } from '../../bench/links/race.ts';
import { ratioOf, ratiosOf } from '../../bench/links/ratios.ts';
import { freePort } from '../../bench/render/program.ts';

describe('a race', () => {
  const bodies = (number: number) => raceOf(number, seeded(1)).map(({ body }) => body);

  test.each([
    ['for one url', 0, { url: 'https://example.com/0' }, 1],
    ['for one url and slug', 1, { url: 'https://example.com/1', slug: 'race-1' }, 1],
    ['for one slug and two urls', 2, { url: 'https://example.com/2', slug: 'race-2' }, 2],
  ])('%s', (_, number, first, different) => {
    expect(bodies(number)[0]).toEqual(first);
    expect(new Set(bodies(number).map(body => JSON.stringify(body))).size).toBe(different);
    expect(bodies(number)).toHaveLength(RACERS);
  });

  test('of a quarter of the makers each dies somewhere, the same each time', () => {
    const deaths = (seed: number) =>
      Array.from({ length: 100 }, (_, n) => raceOf(n, seeded(seed + n)).map(({ dies }) => dies)).flat();
    expect(deaths(1)).toEqual(deaths(1));
    const died = deaths(1).filter(death => death !== undefined);
    expect(died.length / deaths(1).length).toBeCloseTo(0.25, 1);
    expect(new Set(died.map(({ call, done }) => `${call} ${done}`)).size).toBe(16);
  });
});

describe('the verdict of a race', () => {
  const a: Known = { id: 'a', key: 'k', url: 'u' };
  const b: Known = { id: 'b', key: 'l', url: 'u' };
  const other: Known = { id: 'c', key: 'k', url: 'v' };

  test.each<[string, Known[], Known[], object]>([
    ['all is well', [a, a], [a], {}],
    ['nobody was told of anything', [], [a], {}],
    ['it is gone', [a], [], { lost: 1 }],
    ['another one is there', [a], [other], { overwritten: 1 }],
    ['its url is another', [a], [{ ...a, url: 'v' }], { overwritten: 1 }],
    ['two were told of', [a, b], [a, b], { doubled: 1 }],
    ['two are there', [a], [a, b], { doubled: 1 }],
  ])('%s', (_, told, table, wrong) => {
    const verdict = judge(
      told,
      key => table.find(link => link.key === key),
      url => table.filter(link => link.url === url).length,
    );
    expect(verdict).toEqual({ lost: 0, overwritten: 0, doubled: 0, ...wrong });
  });

  test('of real ones: nothing is lost, overwritten or doubled', async () => {
    const text = await creates({ calls: 48 }, () => undefined);
    expect(text).toMatch(/calls +48\n/);
    for (const what of ['lost', 'overwritten', 'doubled'])
      expect(text).toMatch(new RegExp(`${what} links +0 `));
    expect(text).toMatch(/failed otherwise +0 /);
  });
});

test('ratios are of what was measured in the same turn, and the middle one is shown', () => {
  expect(ratiosOf([2, 9, 4], [1, 3, 4])).toEqual([2, 3, 1]);
  expect(ratioOf([2, 9, 4], [1, 3, 4])).toBe('2.00');
});

describe('the load', () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(request.url === '/gone' ? 404 : 301, { 'content-length': 0 }).end();
  });
  let port: number;
  beforeAll(async () => {
    port = await freePort(server);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('counts the answers that came, over so many connections', async () => {
    const count = await follow(port, n => `/${n}`, { connections: 3, ms: 50 });
    expect(count).toBe(asked.length);
    expect([...new Set(asked)].sort()).toEqual(['/0', '/1', '/2']);
  });

  test('is nothing without a 301', async () => {
    await expect(follow(port, () => '/gone', { connections: 1, ms: 50 })).rejects.toThrow('404');
  });
});

test.each([
  [['nosuch'], 'there is no part "nosuch". They are: follow, list, creates, batch, import, export.'],
  [['creates', '--creates', 'none'], '--creates none: this must be a whole number, 1 or more.'],
])('npm run bench -- links %j says what is wrong', (args, words) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', 'links', ...args],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(words) });
});
