import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Package, partsOf } from '../../infra/shipped/contents.ts';
import { isUnder, MAY_SHIP, MAY_STAY, NEVER_SHIPS, refused } from '../../infra/shipped/licences.ts';
import { installedPackages, lockedPackages } from '../../infra/shipped/lock.ts';
import { FUNCTION, packagedVariant } from './project.ts';

const parts = partsOf('.');

test('each part that ships says what is in it', () => {
  const names = parts.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'cli',
      'console',
      'containers/render',
      'edge/origin-response',
      'edge/viewer-request',
      'functions/links',
      'functions/redirect',
      'sample',
      'start',
    ]),
  );
  const packagesOf = (part: string) =>
    parts.find(({ name }) => name === part)?.packages.map(({ name }) => name);
  expect(packagesOf('functions/links')).toEqual(expect.arrayContaining(['hono', 'zod']));
  expect(packagesOf('console')).toEqual(expect.arrayContaining(['preact', 'uplot']));
  expect(packagesOf('cli')).toEqual(expect.arrayContaining(['commander']));
});

describe('what ships is under a permissive licence:', () => {
  test.each(parts)('$name', ({ packages }) => {
    expect(refused(packages)).toEqual([]);
  });

  test('and what npm installs beside the bundles', () => {
    const installed = installedPackages('.');
    expect(installed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@sparticuz/chromium', 'dynalite', 'openapi-fetch']),
    );
    expect(refused(installed)).toEqual([]);
  });

  test('and the CloudFront Function, which is made of files of ours alone', async () => {
    const { root } = await packagedVariant(FUNCTION);
    const contents = JSON.parse(readFileSync(join(root, 'dist/infra/contents.json'), 'utf8'));
    const inputs = Object.keys(contents['dist/edge/viewer-request.js'].inputs);
    expect(inputs).toContain('edge/viewer-request-function.ts');
    expect(inputs.filter(input => input.includes('node_modules'))).toEqual([]);
  }, 300_000);
});

describe('a licence', () => {
  test.each([
    ['MIT', true],
    ['MIT OR Apache-2.0', true],
    ['(AGPL-3.0-only OR MIT)', true],
    ['AGPL-3.0-or-later', false],
    ['MIT AND LGPL-3.0', false],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['none', false],
  ])('%s may ship: %s', (expression, may) => {
    expect(isUnder(expression, MAY_SHIP)).toBe(may);
  });

  test('and a package that never ships is refused whatever it calls its licence', () => {
    const simulate: Package = {
      name: '@cloud-copilot/iam-simulate',
      version: '1.0.0',
      licence: 'MIT',
      folder: '',
    };
    expect(refused([simulate])).toEqual(['@cloud-copilot/iam-simulate 1.0.0 is under MIT']);
  });
});

test('of all packages of the lockfile, those under another licence are the ones listed, and are for development alone', () => {
  const others = [...lockedPackages('.').values()].filter(({ licence }) => !isUnder(licence, MAY_STAY));
  expect(Object.fromEntries(others.map(({ name, licence }) => [name, licence]))).toEqual(NEVER_SHIPS);
  expect(others.filter(({ isDevelopment }) => !isDevelopment)).toEqual([]);
});
