import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean }>;
}

test('no package needs its install script, and for each that has one npm is told so: it would warn of it otherwise', async () => {
  const lock: Lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const { allowScripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const names = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(allowScripts).toEqual(Object.fromEntries(names.map(name => [name, false])));
});
