import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { SAID, SAID_OF_FILE } from '../../cli/import/words.ts';
import { de } from '../../console/texts/de.ts';
import { en } from '../../console/texts/en.ts';
import { FORM_NAMES, REASONS } from '../../core/crawlers/explain.ts';
import { CATEGORIES } from '../../core/crawlers/policy.ts';
import { CAUSES } from '../../core/misses/miss.ts';
import { STATUS_CAUSES } from '../../core/visits/answer.ts';

const CONSOLE = resolve(import.meta.dirname, '../../console');

/** Names, and words that both languages have. */
const ALIKE = new Set(
  [
    'Signpost Link Links Snapshots Slug Export CSV JSON Lines HTML Markdown Robots Open Graph User-Agent Crawler',
    'Status Name Host Hosts Domain Sitemap Webhooks robots.txt App Apps Browser System Computer Tablet Medium Logo in',
    'iOS Android Windows macOS Linux ChromeOS Chrome Safari Firefox Edge Opera Samsung Internet ms s 2026-q1 A B C',
  ].flatMap(line => line.split(' ')),
);

type Text = string | ((...parts: string[]) => string);
interface Tree {
  [name: string]: Text | Tree;
}

/** Each text by its path, such as `links.states.all`. */
const textsOf = (tree: Tree, path: readonly string[] = []): [string, Text][] =>
  Object.entries(tree).flatMap(([name, entry]) =>
    typeof entry === 'object'
      ? textsOf(entry, [...path, name])
      : [[[...path, name].join('.'), entry] as [string, Text]],
  );

/** Stands for a name or a number, and for whatever an import may say things of. */
const ANY = Object.assign(Object('A'), { columns: ['A'], what: 'xml', reason: 'A', expected: 'A' }) as string;

const said = (text: Text) => (typeof text === 'string' ? text : text(ANY, 'B', 'C'));

test('nothing in German is English yet', () => {
  const german = new Map(textsOf(de as unknown as Tree));
  const same = textsOf(en as unknown as Tree).filter(([path, text]) => {
    const words = said(text);
    return words === said(german.get(path) ?? '') && words.split(/\s+/).some(word => !ALIKE.has(word));
  });
  expect(same.map(([path]) => path)).toEqual([]);
});

/** What core names, and the edge by it; the command has words for all that an import says, which its type holds it to. */
const NAMES: [string, readonly string[], (texts: typeof en) => object][] = [
  ['category of crawlers', CATEGORIES, texts => texts.verdict.categories],
  ['rule of a verdict', REASONS, texts => texts.verdict.reasons],
  ['form of a page', Object.keys(FORM_NAMES), texts => texts.verdict.gets],
  ['reason for no page', [...CAUSES, ...STATUS_CAUSES], texts => texts.crawlers.causes],
  ['finding of an import', Object.keys(SAID), texts => texts.importing.said],
  ['fault of a file', Object.keys(SAID_OF_FILE), texts => texts.importing.saidOfFile],
];

const LANGUAGES = [
  ['English', en],
  ['German', de],
] as const;

test.each(
  NAMES.flatMap(([what, names, of]) =>
    LANGUAGES.map(([language, texts]) => ({ what, language, names, of: of(texts) })),
  ),
)('each $what has its words in $language, and nothing else has', ({ names, of }) => {
  expect(Object.keys(of).sort()).toEqual([...names].sort());
  for (const text of Object.values(of)) expect(said(text).trim()).not.toBe('');
});

test('what the console says of an import names no option of the command', () => {
  const texts = [en, de].flatMap(each => textsOf(each.importing as unknown as Tree));
  expect(texts.filter(([, text]) => /(^|\s)--\w/.test(said(text)))).toEqual([]);
});

test('each text is shown somewhere', () => {
  const sources = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file) && !file.startsWith('texts'))
    .map(file => readFileSync(join(CONSOLE, file), 'utf8'));
  // A part of the texts that is taken whole, as in `t.links.states[state]`, counts for all in it.
  const named = new Set(
    sources.flatMap(source => [...source.matchAll(/\bt\.([\w.]+\w)/g)].map(([, path = '']) => path)),
  );
  const isNamed = (path: string) => {
    const names = path.split('.');
    return names.some((_, at) => named.has(names.slice(0, at + 1).join('.')));
  };
  expect(
    textsOf(en as unknown as Tree)
      .map(([path]) => path)
      .filter(path => !isNamed(path)),
  ).toEqual([]);
});
