import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from '../../infra/console-build.ts';
import { alone } from '../alone.ts';
import { stampOf } from '../stamp.mjs';
import { hasSources } from './sources.ts';

/** What the console is built of. Its bundle may take from core/ and client/. */
const INPUTS = ['console', 'client', 'core', 'infra/console-build.ts', 'node_modules/.package-lock.json'];
const FOLDER = 'dist/console';
/** The stamps of what it was built of and of what came out, and what each file is made of (infra/shipped/); written last. */
const MADE = 'dist/console.json';

/**
 * The folder of the built console, which is built first when anything has changed since the last time.
 *
 * @param root the project's folder
 */
export async function builtConsole(root: string): Promise<string> {
  if (hasSources(root) && !isFresh(root))
    // Of two at once the second takes what the first has built.
    await alone(join(root, FOLDER), async () => {
      if (!isFresh(root)) await makeConsole(root);
    });
  return join(root, FOLDER);
}

function isFresh(root: string): boolean {
  try {
    const made = JSON.parse(readFileSync(join(root, MADE), 'utf8'));
    return made.inputs === stampOf(root, INPUTS) && made.output === stampOf(root, [FOLDER]);
  } catch {
    return false; // it was not built yet
  }
}

async function makeConsole(root: string): Promise<void> {
  const inputs = stampOf(root, INPUTS); // before anything is read: what changes meanwhile is not in it
  rmSync(join(root, MADE), { force: true });
  const files = await buildConsole(join(root, FOLDER));
  const contents = Object.fromEntries(
    files.map(({ path, isFirst, inputs: of }) => [`${FOLDER}/${path}`, { isFirst, inputs: of }]),
  );
  writeFileSync(join(root, MADE), JSON.stringify({ inputs, output: stampOf(root, [FOLDER]), contents }));
}
