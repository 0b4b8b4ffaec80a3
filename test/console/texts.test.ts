import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { de } from '../../console/texts/de.ts';
import { en } from '../../console/texts/en.ts';

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

const said = (text: Text) => (typeof text === 'string' ? text : text('A', 'B', 'C'));

test('nothing in German is English yet', () => {
  const german = new Map(textsOf(de as unknown as Tree));
  const same = textsOf(en as unknown as Tree).filter(([path, text]) => {
    const words = said(text);
    return words === said(german.get(path) ?? '') && words.split(/\s+/).some(word => !ALIKE.has(word));
  });
  expect(same.map(([path]) => path)).toEqual([]);
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
