import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { UNPACKED } from '../../core/browser/pinned.ts';
import { partsOf } from '../../infra/shipped/contents.ts';
import { installedPackages } from '../../infra/shipped/lock.ts';
import { sbomOf } from '../../infra/shipped/sbom.ts';

const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'));
/** CycloneDX's own schemas, as its library has them. */
const schema = (name: string) =>
  JSON.parse(readFileSync(join(library, `res/schema/${name}.SNAPSHOT.schema.json`), 'utf8'));

const sbom = sbomOf('.');
const refs = sbom.components.map(component => component['bom-ref']);
const within = (ref: string) => sbom.dependencies.find(each => each.ref === ref)?.dependsOn ?? [];

test('it is a CycloneDX 1.6 document', () => {
  // ajv-formats has neither of the two; we have nothing in fields of either.
  const ajv = new Ajv({ strict: false, formats: { 'iri-reference': true, 'idn-email': true } });
  addFormats.default(ajv);
  for (const name of ['jsf-0.82', 'spdx'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const isValid = ajv.compile(schema('bom-1.6'));
  expect(sbom.specVersion).toBe('1.6'); // which the schema leaves open
  isValid(sbom);
  expect(isValid.errors).toBeNull();
  // It does look: a licence that SPDX does not know is none.
  const [first] = sbom.components;
  expect(isValid({ ...sbom, components: [{ ...first, licenses: [{ license: { id: 'Mine' } }] }] })).toBe(
    false,
  );
});

test('what each part is made of is there, once', () => {
  expect(refs.filter((ref, index) => refs.indexOf(ref) !== index)).toEqual([]);
  const named = sbom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(named.filter(ref => !refs.includes(ref) && ref !== 'signpost')).toEqual([]);
});

describe('it has what the builds have:', () => {
  test.each(partsOf('.'))('$name', ({ name, packages }) => {
    const libraries = within(`signpost/${name}`).filter(ref => ref.startsWith('pkg:'));
    expect(libraries).toHaveLength(new Set(packages.map(each => `${each.name} ${each.version}`)).size);
    for (const each of packages)
      expect(libraries).toContain(`pkg:npm/${each.name.replace('@', '%40')}@${each.version}`);
  });

  test('and for the npm package what is installed with it', () => {
    const inNpm = within('signpost/npm');
    expect(inNpm).toEqual(expect.arrayContaining(['signpost/cli', 'signpost/client', 'signpost/console']));
    expect(inNpm).not.toContain('signpost/containers/render');
    expect(inNpm.filter(ref => ref.startsWith('pkg:'))).toHaveLength(installedPackages('.').length);
  });
});

test('each package has a licence and the hash that the lockfile has', () => {
  const libraries = sbom.components.filter(({ type }) => type === 'library');
  expect(libraries.length).toBeGreaterThan(50);
  expect(libraries.filter(({ licenses, hashes }) => !licenses?.length || !hashes?.length)).toEqual([]);
});

test('Chromium is in what renders, with its version and the hash of each file', () => {
  const chromium = sbom.components.find(({ name }) => name === 'chromium');
  expect(chromium).toMatchObject({
    version: expect.stringMatching(/^\d+(\.\d+){3}$/),
    hashes: [{ alg: 'SHA-256', content: UNPACKED.chromium }],
  });
  const files = chromium?.components?.filter(each => each['bom-ref'].startsWith('chromium/unpacked/')) ?? [];
  expect(Object.fromEntries(files.map(({ name, hashes }) => [name, hashes?.[0]?.content]))).toEqual(UNPACKED);
  const withIt = sbom.dependencies.filter(({ dependsOn }) => dependsOn.includes('chromium'));
  expect(withIt.map(({ ref }) => ref)).toEqual(['signpost/containers/render', 'signpost/functions/render']);
});

test('the same code makes the same document', () => {
  expect(JSON.stringify(sbomOf('.'))).toBe(JSON.stringify(sbom));
});
