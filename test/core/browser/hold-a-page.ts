/**
 * Renders one page, tells so, and then holds Chromium busy with another that never ends. Run as a process or as a worker.
 * Arguments: the two addresses, Chromium's directory, its executable.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer } from '../../../core/rendering/renderer.ts';

const [page = '', endless = '', directory = '', executable = ''] = (workerData ??
  process.argv.slice(2)) as string[];
const tell = (line: string) => (parentPort ? parentPort.postMessage(line) : console.log(line));

const renderer = createRenderer({
  isAllowedOrigin: () => true,
  gate: { allows: () => true },
  launch: { directory, executable },
  log: tell,
  clock: systemClock,
});
const { html } = await renderer.render(page, { deadline: 10_000 });
tell(html);
await renderer.render(endless, { deadline: 60_000 });
