import type { Package } from './contents.ts';

/** Licences under which a package may ship, by SPDX's names (https://spdx.org/licenses/). None of them is copyleft. */
export const MAY_SHIP = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
];

/** What else a package may be under that only development needs: none is copyleft, and nothing of it is passed on. */
export const MAY_STAY = [...MAY_SHIP, 'CC0-1.0', 'CC-BY-4.0', 'PSF-2.0', 'Python-2.0'];

/**
 * Packages of the lockfile that are under none of these. They are run as they are, by tests and measurements, and none may
 * ever be in what ships.
 */
export const NEVER_SHIPS: Record<string, string> = {
  '@cloud-copilot/iam-policy': 'AGPL-3.0-or-later',
  '@cloud-copilot/iam-simulate': 'AGPL-3.0-or-later',
  '@cloud-copilot/iam-utils': 'AGPL-3.0-or-later',
  'axe-core': 'MPL-2.0',
  'device-detector-js': 'LGPL-3.0',
  'ua-parser-js': 'AGPL-3.0-or-later',
  'valid-url': 'none', // its package.json names none; its LICENSE is MIT's
};

/** Whether an SPDX expression lets us choose one of the licences. None that ships has an `AND` or a `WITH`: such a one is refused. */
export const isUnder = (expression: string, licences: readonly string[]) =>
  expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some(licence => licences.includes(licence));

/** Those that may not ship, each as `NAME VERSION is under LICENCE`. */
export const refused = (packages: readonly Package[]) =>
  packages
    .filter(({ name, licence }) => name in NEVER_SHIPS || !isUnder(licence, MAY_SHIP))
    .map(({ name, version, licence }) => `${name} ${version} is under ${licence}`);
