import { systemClock } from '../../core/clock.ts';
import { createRenderer, type RendererOptions } from '../../core/rendering/renderer.ts';
import { serveRenders } from './program.ts';

/** Our renderer as a process. Argument: JSON of SignpostOptions. */
export interface SignpostOptions {
  executable: string;
  /** Where Chromium keeps its profile. */
  directory: string;
  origin: string;
  pages: number;
  isolation: 'shared' | 'strict';
  /** As in Lambda, which freezes what runs on after an answer: nothing does. */
  isFrozen?: boolean;
}

/** What makes a page that never ends an error. */
const DEADLINE_MS = 8_000;

const { executable, directory, origin, pages, isolation, isFrozen } = JSON.parse(
  process.argv[2] ?? '{}',
) as SignpostOptions;

const options: RendererOptions = {
  isAllowedOrigin: candidate => candidate === origin,
  gate: { allows: (host, port) => `http://${host}:${port}` === origin },
  launch: { executable, directory },
  log: line => process.stderr.write(`${line}\n`),
  clock: systemClock,
  pages,
  isolation,
};
const renderer = createRenderer(options);

await serveRenders({
  render: async url => {
    const page = await renderer.render(url, { deadline: DEADLINE_MS });
    if (isFrozen) await renderer.idle();
    return page;
  },
  close: () => renderer.close(),
});
