import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkChromium, childEnvironment, prepareChromium } from '../../../core/browser/chromium.ts';

export interface HeldChromium {
  /** To be started in Chromium's place: it waits to be let go, and is Chromium then. */
  executable: string;
  /** Lets all go that were started, and all that will be. */
  letGo(): Promise<void>;
}

/** A Chromium that does not come up before it is let go, as if its start took that long. Its files are in `folder`. */
export async function heldChromium(folder: string): Promise<HeldChromium> {
  const real = await checkChromium(await prepareChromium({ log: () => undefined }));
  const home = join(folder, 'held');
  const sign = join(home, 'go');
  const executable = join(home, real.isShell ? 'headless-shell' : 'chromium'); // by which the renderer knows what it can do
  const variables = Object.entries(childEnvironment(real.path)).filter(([name]) =>
    /^(LD_|FONTCONFIG_)/.test(name),
  );
  const lines = [
    '#!/bin/sh',
    `until [ -e '${sign}' ]; do sleep 0.2; done`,
    ...variables.map(([name, value]) => `export ${name}='${value}'`),
    `exec '${real.path}' "$@"`,
  ];
  await mkdir(home, { recursive: true });
  await writeFile(executable, `${lines.join('\n')}\n`, { mode: 0o755 });
  return { executable, letGo: () => writeFile(sign, '') };
}
