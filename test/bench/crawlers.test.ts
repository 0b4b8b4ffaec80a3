import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { type Detector, PEERS } from '../../bench/crawlers/detectors.ts';
import { halvesOf, unseenIn } from '../../bench/crawlers/halves.ts';
import { labelOf, parseRows, rowsOf } from '../../bench/crawlers/labels.ts';
import { meanOf, scoreOf, sharesOf } from '../../bench/crawlers/score.ts';
import { figure, table } from '../../core/text-table.ts';
import { installedList } from '../../infra/crawler-names.ts';

describe('the label of a row', () => {
  test.each([
    ['search-engine', 'yes'],
    ['google,search-engine', 'yes'],
    ['monitor,preview', 'yes'],
    ['ai', 'yes'],
    ['ai-assistant', 'yes'],
    ['monitor', 'no'],
    ['tool,programmatic', 'no'],
    ['library, scanner', 'no'],
    ['archive,tool', 'switch'],
    ['seo', 'switch'],
    ['unknown', 'switch'],
    ['', 'switch'],
  ])('%j: %s', (categories, label) => {
    expect(labelOf(categories)).toBe(label);
  });

  test('is in the file, or comes of its kind and categories', () => {
    const rows = [
      { ua: 'a', label: 'yes' },
      { ua: 'b', kind: 'human' },
      { ua: 'c', kind: 'crawler', category: 'monitor' },
      { ua: 'd', kind: 'crawler' },
    ];
    expect(parseRows(JSON.stringify(rows), 'rows.json')).toEqual([
      { ua: 'a', label: 'yes' },
      { ua: 'b', label: 'person' },
      { ua: 'c', label: 'no' },
      { ua: 'd', label: 'switch' },
    ]);
  });

  test.each([
    ['{}', 'rows.json: this must be a JSON array of rows.'],
    ['ua,label', 'rows.json: this must be a JSON array of rows.'],
    ['[{"ua":"a","label":"yes"},{"ua":"b"}]', 'rows.json, row 2: it needs a "ua", and a "label"'],
    ['[{"label":"yes"}]', 'rows.json, row 1'],
    ['[null]', 'rows.json, row 1'],
    ['[{"ua":"a","label":"maybe"}]', 'rows.json, row 1'],
  ])('%s: %s', (json, message) => {
    expect(() => parseRows(json, 'rows.json')).toThrow(message);
  });
});

describe('the score', () => {
  const bot: Detector = { name: 'bot', getsPage: userAgent => userAgent.includes('bot') };

  test('is the mean of recall, tools left alone and people left alone', () => {
    const shares = sharesOf(bot, [
      { ua: 'searchbot', label: 'yes' },
      { ua: 'slurp', label: 'yes' },
      { ua: 'uptimebot', label: 'no' },
      { ua: 'curl', label: 'no' },
      { ua: 'wget', label: 'no' },
      { ua: 'perl', label: 'no' },
      { ua: 'Chrome', label: 'person' },
      { ua: 'cubot', label: 'person', odd: true },
      { ua: 'seobot', label: 'switch' },
    ]);
    expect(shares).toEqual({ recall: 50, tools: 25, people: 50, odd: 100 });
    expect(scoreOf(shares)).toBeCloseTo((50 + 75 + 50) / 3);
  });

  test('is 100 for who is always right', () => {
    expect(scoreOf({ recall: 100, tools: 0, people: 0, odd: 0 })).toBe(100);
  });

  test('there is none where one of the three is missing', () => {
    const shares = sharesOf(bot, [{ ua: 'searchbot', label: 'yes' }]);
    expect(figure(scoreOf(shares), 1)).toBe('–');
  });

  test('two rounds count alike', () => {
    const mean = meanOf([
      { recall: 80, tools: 10, people: 0, odd: 0 },
      { recall: 90, tools: 20, people: 1, odd: 4 },
    ]);
    expect(mean).toEqual({ recall: 85, tools: 15, people: 0.5, odd: 2 });
  });
});

describe('held out', () => {
  const { list } = installedList();
  const [one, other] = halvesOf(list);

  test('each listed crawler is in one half, and the halves are alike in size', () => {
    expect([...one, ...other].map(({ pattern }) => pattern).sort()).toEqual(
      list.map(({ pattern }) => pattern).sort(),
    );
    expect(Math.abs(one.length - other.length)).toBeLessThan(list.length / 20);
  });

  test('no crawler is in both halves: no pattern of one finds a User-Agent of the other', () => {
    const agentsOf = (half: typeof list) => half.flatMap(({ instances }) => instances);
    expect(unseenIn(agentsOf(other), one)).toEqual(one);
    expect(unseenIn(agentsOf(one), other)).toEqual(other);
  });

  test('the halves are the same each time', () => {
    expect(halvesOf(list)).toEqual([one, other]);
  });

  test('a crawler that a file names is not known', () => {
    const entry = (pattern: string) => ({ pattern, instances: [] });
    expect(unseenIn(['Googlebot/2.1'], [entry('[gG]ooglebot'), entry('bingbot')])).toEqual([
      entry('bingbot'),
    ]);
  });

  test('the label is that of the listed purpose', () => {
    const listed = (tag: string) => ({ pattern: 'x', instances: ['x'], tags: [tag] });
    expect(
      rowsOf([listed('search-engine'), listed('http-library'), listed('archiver')]).map(({ label }) => label),
    ).toEqual(['yes', 'no', 'switch']);
  });
});

describe('the other detectors', () => {
  const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const CHROME =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

  // In a process of its own, as the bench runs them: jest loads packages in another way.
  test('each knows the plainest crawler, and a browser', () => {
    const script = `import('./bench/crawlers/detectors.ts').then(async ({ loadPeers }) => {
      const peers = await loadPeers();
      console.log(JSON.stringify(peers.map(({ name, getsPage }) => [name, getsPage('${GOOGLEBOT}'), getsPage('${CHROME}')])));
    })`;
    const out = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual(PEERS.map(name => [name, true, false]));
  });
});

describe('the tables', () => {
  test('are aligned, names to the left, figures to the right', () => {
    expect(
      table(
        ['', 'ns'],
        [
          ['a', figure(1234.5)],
          ['bc', figure(7, 1)],
        ],
      ),
    ).toBe(['       ns', '--  -----', 'a   1,235', 'bc    7.0', ''].join('\n'));
  });
});

describe('npm run bench', () => {
  const bench = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], { encoding: 'utf8' });

  test.each([
    [
      ['nosuch'],
      1,
      'bench nosuch: there is no such bench. They are: crawlers, render, freshness, start, command, links, loads, logs.',
    ],
    [['constructor'], 1, 'there is no such bench'],
    [['crawlers', '--part', 'nosuch'], 1, 'They are: routing, speed, size.'],
    [['crawlers', '--data', 'nosuch.json', '--part', 'routing'], 1, 'nosuch.json'],
    [[], 0, 'crawlers'],
    [['crawlers', '--help'], 0, '--data FILE'],
  ])('%j: exit code %i, and it says %s', (args, status, words) => {
    const ran = bench(...args);
    expect(ran).toMatchObject({ status });
    expect(status === 0 ? ran.stdout : ran.stderr).toContain(words);
  });
});
