import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM_VERSION, PACKED, UNPACKED, VERSION } from '../../core/browser/pinned.ts';
import { type Package, partsOf } from './contents.ts';
import { installedPackages, lockedPackages } from './lock.ts';

/** What we say of a component. Spec: https://cyclonedx.org/docs/1.6/json/ */
interface Component {
  type: 'application' | 'library' | 'file';
  'bom-ref': string;
  name: string;
  version?: string;
  description?: string;
  licenses?: { license: { id: string } }[] | [{ expression: string }];
  hashes?: { alg: 'SHA-256' | 'SHA-512'; content: string }[];
  purl?: string;
  components?: Component[];
}

const CHROMIUM = 'chromium';
/** The package that npm makes of us; what it needs beside its bundles, npm installs. */
const NPM = 'npm';
/** What tsc writes; the others are bundles. */
const CLIENT = 'client';
/** In which of the parts Chromium is, unpacked. npm has it packed. */
const WITH_CHROMIUM = ['functions/render', 'containers/render'];
/** What `files` in package.json has. */
const IN_NPM = /^(cli|start|console|sample|client|functions\/.+|edge\/.+)$/;

/**
 * The bill of materials of all that ships, as a CycloneDX 1.6 document: each part of it (a function, the console, the
 * command), and what is in each. It has neither a date nor a random number, so the same code makes the same document.
 *
 * @param root the project's folder, with everything built: see local/package.ts
 */
export function sbomOf(root: string) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const locked = lockedPackages(root);
  const installed = installedPackages(root);
  const openapi = installed.filter(({ name }) => name.startsWith('openapi-'));
  const parts = [...partsOf(root), { name: CLIENT, packages: openapi }];
  const used = new Map<string, Package>();
  for (const each of [...parts.flatMap(({ packages }) => packages), ...installed])
    used.set(purlOf(each), each);
  const dependencies = parts.map(({ name, packages }) => ({
    ref: refOf(name),
    dependsOn: [...packages.map(purlOf), ...(WITH_CHROMIUM.includes(name) ? [CHROMIUM] : [])],
  }));
  const inNpm = parts.filter(({ name }) => IN_NPM.test(name)).map(({ name }) => refOf(name));
  dependencies.push({ ref: refOf(NPM), dependsOn: [...inNpm, ...installed.map(purlOf)] });
  const names = [...parts.map(({ name }) => name), NPM];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application' as const,
        'bom-ref': own.name,
        name: own.name,
        version: own.version,
        licenses: licensesOf(own.license),
      },
    },
    components: [
      ...names.map(name => ownPart(name, own)),
      ...[...used].sort().map(([, each]) => library(each, locked.get(each.folder)?.integrity)),
      chromium(),
    ],
    dependencies: [
      { ref: own.name, dependsOn: names.map(refOf) },
      ...dependencies.map(({ ref, dependsOn }) => ({ ref, dependsOn: [...new Set(dependsOn)].sort() })),
    ],
  };
}

const refOf = (part: string) => `signpost/${part}`;

const ownPart = (name: string, { version, license }: { version: string; license: string }): Component => ({
  type: 'application',
  'bom-ref': refOf(name),
  name,
  version,
  licenses: licensesOf(license),
});

function library(each: Package, integrity: string | undefined): Component {
  const purl = purlOf(each);
  const [, sha512] = /^sha512-(\S+)$/.exec(integrity ?? '') ?? [];
  const content = sha512 && Buffer.from(sha512, 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    name: each.name,
    version: each.version,
    licenses: licensesOf(each.licence),
    ...(content && { hashes: [{ alg: 'SHA-512', content }] }),
    purl,
  };
}

/** Spec: https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
const purlOf = ({ name, version }: Package) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licensesOf = (expression: string): NonNullable<Component['licenses']> =>
  expression.includes(' ') ? [{ expression }] : [{ license: { id: expression } }];

function chromium(): Component {
  const packed = Object.entries(PACKED).map(([name, content]) => file(name, content, 'packed'));
  const unpacked = Object.entries(UNPACKED).map(([name, content]) => file(name, content, 'unpacked'));
  return {
    type: 'application',
    'bom-ref': CHROMIUM,
    name: 'chromium',
    version: CHROMIUM_VERSION,
    description: `The headless shell of @sparticuz/chromium ${VERSION}, with libraries and fonts. It is started, and not linked.`,
    licenses: licensesOf('BSD-3-Clause'),
    hashes: [{ alg: 'SHA-256', content: UNPACKED.chromium ?? '' }],
    components: [...packed, ...unpacked],
  };
}

function file(name: string, content: string, state: string): Component {
  const licence = licenceOfFile(name);
  return {
    type: 'file',
    'bom-ref': `${CHROMIUM}/${state}/${name}`,
    name,
    hashes: [{ alg: 'SHA-256', content }],
    ...(licence && { licenses: licensesOf(licence) }),
  };
}

/** NSS and NSPR are under the MPL, Open Sans under the OFL. */
function licenceOfFile(name: string): string | undefined {
  if (name.startsWith('fonts/')) return 'OFL-1.1';
  if (name === 'lib/libexpat.so.1') return 'MIT';
  return name.startsWith('lib/') ? 'MPL-2.0' : undefined;
}
