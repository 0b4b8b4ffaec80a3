import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDERS = [
  'functions',
  'containers',
  'edge',
  'core',
  'infra',
  'local',
  'cli',
  'client',
  'console',
  'bench',
];

/**
 * Who may import whom. Of core/ each wing is named, and its top files, which know nothing of the domain, are for all.
 * What is not listed may not be imported.
 */
const MAY_IMPORT: Record<string, string[]> = {
  'core/api': ['core/keys'],
  'core/app': [],
  'core/assistants': ['client'],
  'core/audit': ['core/browser', 'core/rendering'],
  'core/backup': ['core/links'],
  'core/browser': [],
  'core/clicks': ['core/crawlers', 'core/links', 'core/logs'],
  'core/clicks-api': ['core/api', 'core/clicks', 'core/keys', 'core/links'],
  'core/crawlers': [],
  'core/events': ['core/browser', 'core/links'],
  'core/freshness': ['core/queue'],
  'core/imports': ['core/links'],
  'core/keys': [],
  'core/keys-api': ['core/api', 'core/keys'],
  'core/links': ['core/api', 'core/crawlers', 'core/keys', 'core/schedule'],
  'core/log-files': ['core/clicks', 'core/logs', 'core/loki'],
  'core/logs': [],
  'core/loki': ['core/crawlers', 'core/logs'],
  'core/markdown': [],
  'core/misses': ['core/crawlers', 'core/rendering', 'core/snapshots'],
  'core/queue': [],
  'core/rendering': ['core/browser', 'core/crawlers'],
  'core/schedule': ['core/api'],
  'core/settings-api': ['core/api', 'core/crawlers', 'core/keys', 'core/links'],
  'core/shlink': ['core/clicks-api', 'core/links'],
  'core/sitemaps': ['core/queue', 'core/snapshots'],
  'core/snapshots': ['core/crawlers', 'core/freshness', 'core/markdown', 'core/queue', 'core/rendering'],
  'core/snapshots-api': [
    'core/api',
    'core/keys',
    'core/queue',
    'core/schedule',
    'core/sitemaps',
    'core/snapshots',
  ],
  'core/visits': ['core/clicks', 'core/crawlers', 'core/logs', 'core/misses', 'core/snapshots'],
  'core/visits-api': [
    'core/api',
    'core/clicks',
    'core/clicks-api',
    'core/crawlers',
    'core/keys',
    'core/snapshots',
    'core/visits',
  ],
  functions: ['core/*'],
  containers: ['core/*'],
  edge: ['core/*'],
  infra: ['core/*', 'edge', 'local/template'],
  cli: ['client', 'core/*', 'infra', 'local/template'],
  client: [],
  console: ['client', 'core/*'],
  bench: ['core/*', 'infra', 'local', 'local/*'],
  'local/template': ['core/*', 'infra', 'local', 'local/services'],
  'local/lambda': ['local', 'local/services', 'local/template'],
  'local/services': ['local', 'local/lambda', 'local/template'],
  'local/cloud': ['core/*', 'local', 'local/lambda', 'local/services', 'local/template'],
  local: ['core/*', 'examples', 'local/cloud', 'local/lambda', 'local/services', 'local/template'],
  'local/start': ['core/*', 'edge', 'examples', 'infra', 'local', 'local/*'],
};

const files = FOLDERS.flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => `${folder}/${name}`),
);
const imports = new Map(files.map(file => [file, importsOf(file)]));

describe('the house', () => {
  test.each(files)('%s imports only what its room may', file => {
    const room = roomOf(file);
    const allowed = MAY_IMPORT[room] ?? (room === 'core' ? [] : undefined);
    expect(allowed).toBeDefined();
    const strangers = (imports.get(file) ?? [])
      .map(roomOf)
      .filter(other => other !== room && other !== 'core')
      .filter(
        other =>
          !allowed?.some(may => may === other || (may.endsWith('/*') && other.startsWith(may.slice(0, -1)))),
      );
    expect(strangers).toEqual([]);
  });

  test('no file leads back to itself', () => {
    expect(files.map(circleFrom).filter(circle => circle !== undefined)).toEqual([]);
  });

  test('there is a wing for each rule', () => {
    for (const room of Object.keys(MAY_IMPORT)) expect(existsSync(join(ROOT, room))).toBe(true);
  });
});

/** `core/queue` of `core/queue/jobs.ts`; the top folder of a file that lies there, and outside core/ and local/. */
function roomOf(file: string): string {
  const [top = '', next = '', ...rest] = file.split('/');
  return (top === 'core' || top === 'local') && rest.length > 0 ? `${top}/${next}` : top;
}

/** The project's own files a file imports, types and calls of import() too. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/(?:from |import\()'(\.\.?\/[^']+)'/g)].map(([, specifier = '']) =>
    relative(ROOT, join(ROOT, dirname(file), specifier)),
  );
}

/** The way from a file back to it, when there is one. */
function circleFrom(file: string): string[] | undefined {
  const seen = new Set<string>();
  const ways = [[file]];
  for (let way = ways.pop(); way; way = ways.pop())
    for (const next of imports.get(way.at(-1) ?? '') ?? []) {
      if (next === file) return [...way, file];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  return undefined;
}

test('whoever tests the links function holds each of its answers against the document', () => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  const importers = tests.filter(name =>
    /import\('[./]*\/functions\/links\.ts'\)|from '[./]*\/functions\/links\.ts'/.test(
      readFileSync(join(import.meta.dirname, name), 'utf8'),
    ),
  );
  expect(importers).toEqual(['functions/links-api.ts']);
});
