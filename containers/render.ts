import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { environment } from '../core/environment.ts';
import { SqsDeliveries } from '../core/queue/deliveries.ts';
import { RenderWorker } from '../core/queue/worker.ts';
import {
  connectClients,
  connectRenderer,
  QUEUED_DEADLINE_MS,
  RENDERER_VARIABLES,
} from '../core/snapshots/connect.ts';
import { renderQueued } from '../core/snapshots/render.ts';
import { tell } from '../core/tell.ts';

// The renderer of the queue as a process that stays. ECS stops it with SIGTERM: it takes no more jobs, ends those it has,
// and exits with 0. A second SIGTERM, or its own deadline, and it gives the unfinished ones back and exits with 1.
const settings = environment(...RENDERER_VARIABLES, 'PAGES');
const pages = Number(settings.PAGES);
if (!Number.isInteger(pages) || pages < 1)
  throw new Error(`PAGES is ${settings.PAGES}; expected how many pages are rendered at once, such as 4.`);

/** Before ECS kills: StopTimeout in infra/fargate.yml. A render takes some 20 s at most. */
const DRAIN_MS = 50_000;
const ABANDON_MS = 2_000;
/** The health check in infra/fargate.yml looks at its age: it is touched only while the worker is well. */
const HEARTBEAT = join(tmpdir(), 'signpost-heartbeat');
const HEARTBEAT_MS = 10_000;

const clients = connectClients();
const context = connectRenderer(settings, clients, pages);
const worker = new RenderWorker({
  deliveries: new SqsDeliveries(clients.sqs, settings.RENDER_QUEUE),
  render: job => renderQueued(job, QUEUED_DEADLINE_MS, context),
  pages,
  clock: systemClock,
  log: ({ level, message, ...details }) => tell(level, message, details),
});

async function beat(): Promise<void> {
  if (worker.isWell()) await writeFile(HEARTBEAT, '');
  else tell('error', 'the worker is stuck');
}

// One listener for all times: in a moment without one the next SIGTERM would end the process at once.
process.on('SIGTERM', () => {
  if (worker.isStopped) void abandon();
  else drain();
});

function drain(): void {
  worker.stop();
  tell('info', 'stopping');
  setTimeout(abandon, DRAIN_MS);
}

/** Renders end with their Chromium, and give up their locks: that is waited for, but not for long. */
async function abandon(): Promise<void> {
  tell('warn', 'ending with unfinished jobs, which go back to the queue');
  process.exitCode = 1;
  setTimeout(() => process.exit(), ABANDON_MS);
  await worker.abandon();
  await context.renderer.close();
}

await beat();
setInterval(beat, HEARTBEAT_MS);
tell('info', 'started', { pages, pid: process.pid });
void context.renderer.warm(); // the first page need not wait for Chromium
await worker.run();
await context.renderer.close();
tell('info', 'stopped');
process.exit();
