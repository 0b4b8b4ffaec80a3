import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { SnapshotStore } from '../../core/snapshots/snapshot.ts';
import type { Template } from '../../local/template/template.ts';
import { chromiumPids } from './chromium-pids.ts';
import { type Booted, cloudForFile, until } from './cloud.ts';

/* A Chromium that is killed, frozen or starved under load: every job that was taken ends as a snapshot. */

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { change: comeBackSoon },
);

/** A job that failed is tried again after half a minute, not after three; the queue's rules stay as they are. */
function comeBackSoon({ Resources }: Template): void {
  Object.assign(Resources.RenderQueue?.Properties ?? {}, { VisibilityTimeout: 30 });
}

const FAULTS: Record<string, (pids: number[]) => Promise<void>> = {
  killed: async pids => signal(pids, 'SIGKILL'),
  frozen: async pids => signal(pids, 'SIGSTOP'),
  'starved, by others that take the processor and by being stopped again and again': async () => {
    const hogs = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['-e', 'const end = Date.now() + 4000; while (Date.now() < end);'], {
        stdio: 'ignore',
      }),
    );
    for (let turn = 0; turn < 10; turn++) {
      const pids = chromiumPids(app);
      signal(pids, 'SIGSTOP');
      await sleep(200);
      signal(pids, 'SIGCONT');
      await sleep(100);
    }
    for (const hog of hogs) hog.kill('SIGKILL');
  },
};

test.each(Object.keys(FAULTS))(
  'no job is lost when Chromium is %s under load',
  async fault => {
    const urls = Array.from(
      { length: 20 },
      (_, n) => `${app.site}/products/${n + 1}?page=${fault.length}${n}`,
    );
    const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
    const missing = async () => {
      const found = await Promise.all(urls.map(url => store.get(url)));
      return urls.filter((_, n) => found[n]?.status !== 200 || !found[n]?.html.includes('<h1'));
    };
    await order(urls);
    await until(() => chromiumPids(app).length > 0 && renders(urls) >= 2); // it is at work
    await FAULTS[fault]?.(chromiumPids(app));
    await until(async () => (await missing()).length === 0);
    expect(new Set(urls.map(url => snapshotKey(url))).size).toBe(urls.length);
  },
  240_000,
);

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch {
      // it ended while we looked
    }
}

async function order(urls: string[]): Promise<void> {
  const jobs = urls.map(url => JSON.stringify({ url, queuedAt: Date.now(), reason: 'asked' }));
  for (let i = 0; i < jobs.length; i += 10)
    await app.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: app.cloud.stack.ref('RenderQueue'),
        Entries: jobs.slice(i, i + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody })),
      }),
    );
}

/** How many of these pages were rendered so far. */
const renders = (urls: string[]) =>
  app.logs.filter(line => line.includes('"rendered"') && urls.some(url => line.includes(`${url}"`))).length;
