import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '../../core/browser/chromium.ts';
import { freePort, readyWith } from './program.ts';

/** npm's prerender as a process, with the plug-ins of its own server.js. Argument: JSON of PrerenderOptions. */
export interface PrerenderOptions {
  executable: string;
  directory: string;
  /** What is not as by default. */
  settings: { waitAfterLastRequest?: number; pageDoneCheckInterval?: number };
}

interface PrerenderServer {
  isBrowserConnected?: boolean;
  use(plugin: object): void;
  start(): void;
  killBrowser(): void;
}

type Prerender = ((options: object) => PrerenderServer) & Record<(typeof PLUGINS)[number], () => object>;

const PLUGINS = [
  'sendPrerenderHeader',
  'browserForceRestart',
  'addMetaTags',
  'removeScriptTags',
  'httpHeaders',
] as const;

const { executable, directory, settings } = JSON.parse(process.argv[2] ?? '{}') as PrerenderOptions;
// It reads its plug-ins from its own folder, so it is in no bundle.
const load = createRequire(createRequire(resolve('package.json')).resolve('prerender'));
// Only the packed Chromium has libraries of its own.
if (childEnvironment(executable).LD_LIBRARY_PATH) bringProtocol();
const prerender = load('prerender') as Prerender;

const [port, browserDebuggingPort] = [await someFreePort(), await someFreePort()];
const server = prerender({
  ...settings,
  host: '127.0.0.1',
  port,
  browserDebuggingPort,
  chromeLocation: wrapperOf(executable),
  // Chromium has no sandbox for root.
  extraChromeFlags: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const plugin of PLUGINS) server.use(prerender[plugin]());
server.start();
process.on('disconnect', () => {
  server.killBrowser();
  setTimeout(() => process.exit(), 500);
});
while (!server.isBrowserConnected) await sleep(20);
readyWith(port);

/**
 * Its client asks the browser for the description of the protocol, twice a page; the packed Chromium has none and crashes
 * (https://github.com/Sparticuz/chromium/issues/159). It is given the one in its own package, which is quicker, too.
 */
function bringProtocol(): void {
  const name = 'chrome-remote-interface';
  const connect = load(name) as (options: object) => unknown;
  const connectLocally = (options: object) => connect({ ...options, local: true });
  const loaded = load.cache[load.resolve(name)];
  if (loaded) loaded.exports = Object.assign(connectLocally, connect);
}

/** The packed Chromium needs its libraries, which prerender does not hand on: the environment is that of our own renderer. */
function wrapperOf(chromium: string): string {
  const script = join(directory, 'chromium.sh');
  const variables = Object.entries(childEnvironment(chromium)).map(([name, value]) => `'${name}=${value}'`);
  writeFileSync(script, `#!/bin/sh\nexec env -i ${variables.join(' ')} '${chromium}' "$@"\n`);
  chmodSync(script, 0o700);
  return script;
}

async function someFreePort(): Promise<number> {
  const taken = createServer();
  const free = await freePort(taken);
  await new Promise(closed => taken.close(closed));
  return free;
}
