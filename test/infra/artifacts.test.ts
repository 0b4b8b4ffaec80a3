import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { filesOf, writeArtifacts } from '../../infra/artifacts.ts';
import { zipOf } from '../../infra/zip.ts';
import { entriesOf } from './zip.ts';

describe('a zip', () => {
  const entry = fc.record({
    name: fc.stringMatching(/^[a-zé]{1,8}(\/[a-z@.-]*[a-z@-][a-z@.-]*){0,3}(\.br|\.mjs)?$/),
    content: fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
    isExecutable: fc.boolean(),
  });
  const entries = fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 12 });

  test('gives back each file under its name, with its rights', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async given => {
        const found = entriesOf(await zipOf(given));
        expect(found.map(({ name }) => name).toSorted()).toEqual(given.map(({ name }) => name).toSorted());
        for (const { name, content, isExecutable } of given) {
          const file = found.find(one => one.name === name);
          expect(file?.content).toEqual(content);
          expect(file?.mode).toBe(isExecutable ? 0o100755 : 0o100644);
        }
      }),
    );
  });

  test('is the same, byte for byte, in whatever order the files come', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async given => {
        expect(await zipOf(given.toReversed())).toEqual(await zipOf(given));
      }),
    );
  });
});

describe('the files of a function', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'signpost-artifacts-'));
    for (const file of ['dist/a.mjs', 'pack/bin/x', 'pack/bin/deep/y', 'pack/bin2/z', 'pack/.hidden']) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await writeFile(join(root, file), file);
    }
    await chmod(join(root, 'pack/bin/x'), 0o755);
  });
  afterEach(() => rm(root, { recursive: true }));

  test.each<[patterns: string[], files: string[]]>([
    [['dist/a.mjs'], ['dist/a.mjs']],
    [
      ['dist/a.mjs', 'pack/bin/**'],
      ['dist/a.mjs', 'pack/bin/deep/y', 'pack/bin/x'],
    ],
    [['pack/**'], ['pack/.hidden', 'pack/bin/deep/y', 'pack/bin/x', 'pack/bin2/z']],
    [['pack/bin/**', '!pack/bin/x'], ['pack/bin/deep/y']],
    [
      ['pack/**', '!pack/bin/**'],
      ['pack/.hidden', 'pack/bin2/z'],
    ],
    [
      ['pack/bin/**', '!pack/bin/deep/**', 'pack/bin/deep/y'],
      ['pack/bin/deep/y', 'pack/bin/x'],
    ],
    [['dist/a.mjs', 'dist/a.mjs'], ['dist/a.mjs']],
  ])('%j are %j', async (patterns, files) => {
    expect(await filesOf(patterns, root)).toEqual(files);
  });

  test.each([
    [['dist/*.mjs'], 'dist/*.mjs: a pattern is a file, or a folder and /**'],
    [['**/x'], '**/x: a pattern is a file'],
    [['!dist/{a,b}.mjs'], '!dist/{a,b}.mjs: a pattern is a file'],
    [['dist/b.mjs'], 'dist/b.mjs: there is no such file.'],
    [['dust/**'], 'dust/**: there is no such folder.'],
    [['dist/a.mjs', '!dist/a.mjs'], 'render: its patterns name no file.'],
  ])('%j stop the build with a sentence', async (patterns, sentence) => {
    await expect(writeArtifacts({ render: patterns }, root, join(root, 'out'))).rejects.toThrow(sentence);
  });

  test('are in the zip of its name, and the same files are the same zip at any time', async () => {
    const patterns = { render: ['dist/a.mjs', 'pack/bin/**'], links: ['dist/a.mjs'] };
    await writeArtifacts(patterns, root, join(root, 'out'));
    const first = await readFile(join(root, 'out/render.zip'));
    expect(entriesOf(first).map(({ name, mode }) => [name, mode])).toEqual([
      ['dist/a.mjs', 0o100644],
      ['pack/bin/deep/y', 0o100644],
      ['pack/bin/x', 0o100755],
    ]);
    await rm(join(root, 'dist/a.mjs'));
    await writeFile(join(root, 'dist/a.mjs'), 'dist/a.mjs'); // the same content at another time
    await writeArtifacts(patterns, root, join(root, 'out'));
    expect(await readFile(join(root, 'out/render.zip'))).toEqual(first);
  });
});
