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

/** While it is held no page of a product is finished: a renderer that has asked the shop's API is in the middle of one. */
let answering: Promise<void> = Promise.resolve();
let heldRequests = 0;

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  {
    change: comeBackSoon,
    apiDelay: () => {
      heldRequests++;
      return answering;
    },
  },
);

/** A job that failed is tried again after half a minute, not after three; the queue's rules stay as they are. */
function comeBackSoon({ Resources }: Template): void {
  Object.assign(Resources.RenderQueue?.Properties ?? {}, { VisibilityTimeout: 30 });
}

const PAGES = 6;

interface Fault {
  strike(pids: number[]): Promise<void>;
  /** What the renderer says of it. */
  told?: string;
}

const FAULTS: Record<string, Fault> = {
  killed: { strike: async pids => signal(pids, 'SIGKILL'), told: 'once more on a new one' },
  frozen: { strike: async pids => signal(pids, 'SIGSTOP'), told: 'Chromium has said nothing for' },
  'starved, by others that take the processor and by being stopped again and again': {
    strike: async () => {
      const hogs = Array.from({ length: 4 }, () =>
        spawn(process.execPath, ['-e', 'const end = Date.now() + 4000; while (Date.now() < end);'], {
          stdio: 'ignore',
        }),
      );
      for (let turn = 0; turn < 6; turn++) {
        const pids = chromiumPids(app);
        signal(pids, 'SIGSTOP');
        await sleep(200);
        signal(pids, 'SIGCONT');
        await sleep(100);
      }
      for (const hog of hogs) hog.kill('SIGKILL');
    },
  },
};

test.each(Object.entries(FAULTS))(
  'no job is lost when Chromium is %s under load',
  async (name, { strike, told = '' }) => {
    const list = Object.keys(FAULTS).indexOf(name) + 1; // pages that no other fault has had rendered
    const urls = Array.from({ length: PAGES }, (_, n) => `${app.site}/products/${n + 1}?page=${list}`);
    const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
    const missing = async () => {
      const found = await Promise.all(urls.map(url => store.get(url)));
      return urls.filter((_, n) => found[n]?.status !== 200 || !found[n]?.html.includes('<h1'));
    };
    expect(await missing()).toEqual(urls);
    const [said, asked] = [app.logs.length, heldRequests];
    const release = holdApi();
    await order(urls);
    await until(() => heldRequests > asked); // it is in the middle of a page
    const struck = strike(chromiumPids(app));
    release();
    await struck;
    await until(async () => (await missing()).length === 0);
    expect(new Set(urls.map(url => snapshotKey(url))).size).toBe(urls.length);
    expect(app.logs.slice(said)).toContainEqual(expect.stringContaining(told));
  },
  240_000,
);

/** @returns lets it answer again */
function holdApi(): () => void {
  let release: () => void = () => undefined;
  answering = new Promise(resolve => {
    release = resolve;
  });
  return release;
}

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
