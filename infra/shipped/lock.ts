import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from './contents.ts';

/** A package of the lockfile. */
export interface Locked extends Package {
  /** It is for development alone: nobody who installs `signpost` gets it. */
  isDevelopment: boolean;
  /** npm's hash of its archive, such as `sha512-…`. */
  integrity: string | undefined;
}

interface Lock {
  packages: Record<
    string,
    { name?: string; version: string; license?: string; dev?: boolean; integrity?: string }
  >;
}

/** All packages of the lockfile, by their folders; ours is not among them. */
export function lockedPackages(root: string): Map<string, Locked> {
  const { packages }: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const named = Object.entries(packages).filter(([folder]) => folder !== '');
  return new Map(
    named.map(([folder, { name, version, license, dev, integrity }]) => [
      folder,
      {
        name: name ?? folder.replace(/^.*node_modules\//, ''),
        version,
        licence: license ?? 'none',
        folder,
        isDevelopment: dev === true,
        integrity,
      },
    ]),
  );
}

/** What npm installs beside our bundles for whoever installs `signpost`. */
export const installedPackages = (root: string) =>
  [...lockedPackages(root).values()].filter(({ isDevelopment }) => !isDevelopment);
