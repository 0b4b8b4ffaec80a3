import { expect, test } from '@jest/globals';
import { neededFiles } from '../../../core/app/site-files.ts';

const PATTERNS = ['/.*', '/assets/*', '*.js', '*.html', '*.web?'];
const many = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i));

test.each<[what: string, paths: string[], room: number, siteFiles: string[], left: string[]]>([
  [
    'nothing but usual paths',
    ['index.html', 'main.js', 'assets/LICENSE', '.well-known/x', 'a/b.webm'],
    5,
    [],
    [],
  ],
  ['some paths', ['LICENSE', 'main.js', 'data/model.proto'], 5, ['/LICENSE', '/data/model.proto'], []],
  ['as many as there is room for', ['a/1.x', 'a/2.x'], 2, ['/a/1.x', '/a/2.x'], []],
  ['endings the edge’s function knows, in any case', ['IMG 1.JPG', 'a/b.docx'], 5, [], []],
  ['an ending that may be a page’s, in capitals', ['A.HTML'], 5, ['/A.HTML'], []],
  ['a name a browser has to encode', ['données/été'], 5, ['/données/été'], []],
  [
    'more of one ending, before a folder that may have pages',
    ['a/LICENSE', 'a/NOTICE', ...many(3, i => `models/${i}/m.proto`)],
    3,
    ['*.proto', '/a/LICENSE', '/a/NOTICE'],
    [],
  ],
  [
    'more without an ending: the folder that has the most',
    [...many(3, i => `downloads/d${i}`), ...many(2, i => `legal/l${i}`), 'x/y/z'],
    4,
    ['/downloads/*', '/legal/l0', '/legal/l1', '/x/y/z'],
    [],
  ],
  ['a folder of folders', many(5, i => `data/${i}/tile`), 2, ['/data/*'], []],
  ['what is below a folder that is named', [...many(4, i => `d/${i}`), 'd/e/f', 'g'], 2, ['/d/*', '/g'], []],
  ['more than can be grouped', many(4, i => `file${i}`), 3, ['/file0', '/file1', '/file2'], ['file3']],
  ['no room at all', ['a', 'b'], 0, [], ['a', 'b']],
  ['a dot that begins a name is no ending', ['a/x.', 'b/x.', 'c'], 2, ['/a/x.', '/b/x.'], ['c']],
])('%s', (_, paths, room, siteFiles, left) => {
  const needed = neededFiles(paths, PATTERNS, room);
  expect([needed.siteFiles, needed.left]).toEqual([siteFiles, left]);
  expect(needed.siteFiles.length).toBeLessThanOrEqual(room);
});
