import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packagedSettings, packagedTemplate } from '../../../local/template/package.ts';

let root: string;
/** How often it was packaged. */
let times: number;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** Writes what the packager writes, with how often it was called as the content. */
const packager = async () => {
  times += 1;
  for (const bundle of BUNDLES) write(bundle, `bundle ${times}`);
  write('.serverless/cloudformation-template-update-stack.json', JSON.stringify({ Resources: { times } }));
  write(
    '.serverless/serverless-state.json',
    JSON.stringify({ service: { custom: { settings: { pageParameters: [String(times)] } } } }),
  );
};
const BUNDLES = ['dist/functions/links.mjs', 'dist/edge/viewer-request.mjs', 'dist/containers/render.mjs'];

const start = () => packagedTemplate(root, packager);

beforeEach(() => {
  times = 0;
  root = mkdtempSync(join(tmpdir(), 'signpost-package-'));
  for (const input of ['serverless.yml', 'infra/settings.yml', 'core/links/url.ts', 'core/clock.ts'])
    write(input, input);
});
afterEach(() => rmSync(root, { recursive: true }));

test('what was packaged is used again while nothing has changed', async () => {
  const first = await start();
  expect(await start()).toEqual(first);
  expect([times, packagedSettings(root)]).toEqual([1, { pageParameters: ['1'] }]);
});

test('two at once in one folder, as of two starts, package once', async () => {
  let packaging = 0;
  const slow = async () => {
    packaging += 1;
    expect(packaging).toBe(1);
    await packager();
    await setImmediate(); // the other would be at it by now
    await setImmediate();
    packaging -= 1;
  };
  const both = await Promise.all([packagedTemplate(root, slow), packagedTemplate(root, slow)]);
  expect(both).toEqual(Array(2).fill({ Resources: { times: 1 } }));
});

describe('it is packaged again when', () => {
  test.each<[what: string, change: () => void]>([
    ['a setting has changed', () => write('infra/settings.yml', 'other settings')],
    ['a file of the code has changed', () => appendFileSync(join(root, 'core/clock.ts'), ' ')],
    ['a file of the same size has', () => write('core/clock.ts', 'core/clock.TS')],
    [
      'a file has an older one in its place',
      () => {
        write('core/clock.ts', 'core/clock.TS');
        utimesSync(join(root, 'core/clock.ts'), 1, 1);
      },
    ],
    ['a file is new', () => write('core/links/new.ts', '')],
    ['a file is gone', () => rmSync(join(root, 'core/clock.ts'))],
    ['a folder is gone', () => rmSync(join(root, 'core/links'), { recursive: true })],
    ['other dependencies were installed', () => write('node_modules/.package-lock.json', '{}')],
    ['a bundle is gone', () => rmSync(join(root, 'dist/edge/viewer-request.mjs'))],
    ['a bundle is of another stage', () => write('dist/edge/viewer-request.mjs', 'bundle P')],
    ['the package was written by halves', () => truncateSync(join(root, 'dist/local.json'), 20)],
    ['the package is gone', () => rmSync(join(root, 'dist/local.json'))],
  ])('%s', async (_, change) => {
    await start();
    change();
    expect(await start()).toEqual({ Resources: { times: 2 } });
    expect(await start()).toEqual({ Resources: { times: 2 } });
  });

  test('another Node made it', async () => {
    await start();
    const { version } = process;
    Object.defineProperty(process, 'version', { value: 'v99.0.0' });
    try {
      expect(await start()).toEqual({ Resources: { times: 2 } });
    } finally {
      Object.defineProperty(process, 'version', { value: version });
    }
  });

  test('the packager was killed over it, whatever it had written', async () => {
    await start();
    write('core/clock.ts', 'new');
    const killed = packagedTemplate(root, async () => {
      await packager();
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await start()).toEqual({ Resources: { times: 3 } });
  });

  test('a file changed while it was packaged', async () => {
    await packagedTemplate(root, async () => {
      await packager();
      appendFileSync(join(root, 'core/clock.ts'), ' ');
    });
    expect(await start()).toEqual({ Resources: { times: 2 } });
  });
});
