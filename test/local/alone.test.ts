import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { alone } from '../../local/alone.ts';

let folders = 0;
const folder = () => `/tmp/signpost-alone-${process.pid}-${folders++}`;

/** Holds a folder in another process, for ever. */
async function heldElsewhere(folder: string) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { alone } from './local/alone.ts';
        alone(${JSON.stringify(folder)}, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1e6)); });`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const code = outputFiles[0]?.text ?? '';
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

test('one is at it after the other, in whatever order, though one fails', async () => {
  const here = folder();
  let at = 0;
  const work = (fails: boolean) => async () => {
    at += 1;
    expect(at).toBe(1);
    await new Promise(setImmediate);
    at -= 1;
    if (fails) throw new Error('failed');
    return 'done';
  };
  const all = [false, true, false, false].map(fails => alone(here, work(fails)));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

test('who works on another folder waits for nobody', async () => {
  await alone(folder(), () => alone(folder(), async () => undefined));
});

test('another process is waited for, and one that is killed holds nobody up', async () => {
  const here = folder();
  const holder = await heldElsewhere(here);
  let done = false;
  const waiting = alone(here, async () => {
    done = true;
  });
  // A whole turn on a folder of its own, after which the other would have had its own.
  await alone(folder(), () => alone(folder(), async () => undefined));
  expect(done).toBe(false);
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await Promise.all([waiting, ended]);
  expect(done).toBe(true);
});
