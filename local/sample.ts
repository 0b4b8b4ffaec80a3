import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildShop } from '../examples/shop/build.ts';

const FOLDER = 'dist/sample';
/** What each of its files is made of: infra/shipped/. */
const CONTENTS = 'dist/sample.json';

/** Builds the sample shop as it is in the package. */
export async function buildSample(root: string): Promise<void> {
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  const { contents } = await buildShop(join(root, FOLDER));
  const named = Object.entries(contents).map(([path, output]) => [`${FOLDER}/${path}`, output]);
  const partial = join(root, `${CONTENTS}.${process.pid}`);
  writeFileSync(partial, JSON.stringify(Object.fromEntries(named)));
  renameSync(partial, join(root, CONTENTS));
}
