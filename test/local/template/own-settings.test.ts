import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ownSettings } from '../../../local/template/settings.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'signpost-package-'));
  folder = join(root, 'work');
  await put(join(root, 'dist/local.json'), JSON.stringify({ settings: DEFAULTS }));
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true }));

/** What the package was made with. */
const DEFAULTS = { shortDomain: '', robots: 'all', pageParameters: ['page'] };

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const YAML = `
dev: &defaults
  robots: none
prod:
  <<: *defaults
  shortDomain: go.example.com
`;

describe('where the installed package is used', () => {
  test.each(['signpost.yml', 'infra/settings.yml'])(
    '%s has the stages, on top of the defaults',
    async file => {
      await put(join(folder, file), YAML);
      expect(ownSettings(root, 'prod', folder)).toEqual({
        shortDomain: 'go.example.com',
        robots: 'none',
        pageParameters: ['page'],
      });
    },
  );

  test('there are the defaults without a file', () => {
    expect(ownSettings(root, 'dev', folder)).toEqual(DEFAULTS);
  });

  test.each<[string, string | undefined, string]>([
    ['no file', undefined, '--stage test: neither signpost.yml nor infra/settings.yml is in this folder.'],
    ['a file without the stage', YAML, '--stage test: signpost.yml has no block of that name.'],
    ['an empty file', '', '--stage test: signpost.yml has no block of that name.'],
    ['no YAML', 'a: [', 'signpost.yml is no YAML: '],
  ])('%s is told of in a sentence', async (_, text, sentence) => {
    if (text !== undefined) await put(join(folder, 'signpost.yml'), text);
    expect(() => ownSettings(root, 'test', folder)).toThrow(sentence);
  });
});
