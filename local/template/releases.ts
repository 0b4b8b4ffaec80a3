import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packagedTemplate } from './package.ts';
import type { Template } from './template.ts';

// The template of each release, kept so that the next one can be held against it: an update must lose nothing. `npm run release`
// writes that of the version in package.json.

const ROOT = resolve(import.meta.dirname, '../..');

/** A template without what changes with each packaging: where the zips are. */
export function withoutZips(template: Template): Template {
  const copy = structuredClone(template);
  for (const { Type, Properties } of Object.values(copy.Resources))
    if (Type === 'AWS::Lambda::Function' && Properties) delete Properties.Code;
  return copy;
}

/** @throws where there is no such release */
export const releaseOf = (version: string): Template =>
  JSON.parse(readFileSync(join(ROOT, `infra/releases/${version}.json`), 'utf8')) as Template;

/** A line for each resource, so that what a release changes can be read. What else a template has is no resource, and needs no care. */
function written({ Resources }: Template): string {
  const lines = Object.entries(Resources).map(
    ([id, each]) => `    ${JSON.stringify(id)}: ${JSON.stringify(each)}`,
  );
  return `{\n  "Resources": {\n${lines.join(',\n')}\n  }\n}\n`;
}

if (import.meta.filename === process.argv[1]) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const file = `infra/releases/${version}.json`;
  writeFileSync(join(ROOT, file), written(withoutZips(await packagedTemplate(ROOT))));
  console.log(`${file} is the template of ${version}.`);
}
