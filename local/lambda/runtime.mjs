/**
 * One Lambda execution environment, inside a worker thread: loads the bundle, then runs one request at a time.
 * Plain JavaScript, because a worker is started by Node itself, without tsx or jest in between.
 * It speaks with `instance.ts` by messages: ready | initFailed, then result | failed per request; log, spawned and exited at any time.
 */
import { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { file, handlerName, functionName, functionArn, memoryMb, coldStartMs } = workerData;

// A worker's own stdout waits for the parent between two chunks, so what a request printed before it hung or died
// would be lost. A message is sent at once, and before the result.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, done) => {
    parentPort.postMessage({
      type: 'log',
      text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(),
    });
    const callback = typeof encoding === 'function' ? encoding : done;
    callback?.();
    return true;
  };
}

// A real environment takes its child processes (Chromium) with it when it ends; a thread does not, so the parent has to know them.
const spawn = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) {
  const result = spawn.call(this, options);
  const { pid } = this;
  if (pid !== undefined) {
    parentPort.postMessage({ type: 'spawned', pid, ownGroup: options.detached === true });
    this.once('exit', () => parentPort.postMessage({ type: 'exited', pid }));
  }
  return result;
};

/** What Lambda reports of something thrown: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function describe(thrown) {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), stackTrace: [] };
  return {
    errorType: thrown.name,
    errorMessage: thrown.message,
    stackTrace: (thrown.stack ?? '').split('\n'),
  };
}

async function loadHandler() {
  const bundle = await import(pathToFileURL(file).href);
  const handler = bundle[handlerName];
  if (typeof handler === 'function') return handler;
  const missing = new Error(`${handlerName} is undefined or not exported`);
  missing.name = 'Runtime.HandlerNotFound';
  throw missing;
}

/** The part of the context object that says something: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadline }) {
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

try {
  await sleep(coldStartMs);
  const handler = await loadHandler();
  parentPort.on('message', async request => {
    try {
      const result = await handler(JSON.parse(request.event), contextOf(request));
      parentPort.postMessage({ type: 'result', text: JSON.stringify(result) ?? 'null' });
    } catch (thrown) {
      parentPort.postMessage({ type: 'failed', error: describe(thrown) });
    }
  });
  parentPort.postMessage({ type: 'ready' });
} catch (thrown) {
  parentPort.postMessage({ type: 'initFailed', error: describe(thrown) });
}
