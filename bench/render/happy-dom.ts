import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveRenders } from './program.ts';

/** npm's @happy-dom/server-renderer as a process: a DOM in JavaScript, and no browser. Argument: JSON of HappyDomOptions. */
export interface HappyDomOptions {
  directory: string;
  /** At once. */
  pages: number;
}

interface Result {
  content: string | null;
  status: number | null;
  error: string | null;
}

interface Renderer {
  render(urls: string[], options: { keepAlive: boolean }): Promise<Result[]>;
  close(): Promise<void>;
}

/** Ours have as long. */
const TIMEOUT_MS = 8_000;

const { directory, pages } = JSON.parse(process.argv[2] ?? '{}') as HappyDomOptions;
// It starts workers of files beside its own, so it is in no bundle.
const home = pathToFileURL(resolve('node_modules/@happy-dom/server-renderer/lib/index.js'));
const { ServerRenderer } = (await import(home.href)) as { ServerRenderer: new (options: object) => Renderer };
const renderer = new ServerRenderer({
  logLevel: 0,
  outputDirectory: join(directory, 'rendered'),
  cache: { directory: join(directory, 'cache') },
  worker: { maxConcurrency: pages },
  render: { timeout: TIMEOUT_MS, allShadowRoots: true },
  browser: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true },
});

await serveRenders({
  render: async url => {
    const [page] = await renderer.render([url], { keepAlive: true });
    if (page?.content == null) throw new Error(page?.error ?? 'There is no page.');
    return { status: page.status ?? 200, html: page.content };
  },
  close: () => renderer.close(),
});
