import { describe, expect, test } from '@jest/globals';
import { functionLine } from '../../../core/loki/function-line.ts';

const ID = '79b4f56e-95b1-4643-9700-2807f4e68189';
const OURS = '{"level":"warn","message":"no page","url":"https://www.example.com/a"}';

const lineOf = (message: string) => {
  const line = functionLine(
    '/aws/lambda/signpost-dev-render',
    { id: '1', timestamp: 1_764_480_000_123, message },
    7,
  );
  if (!line) return undefined;
  const [at, text, metadata] = JSON.parse(line.value) as [string, string, Record<string, string>];
  expect(line).toMatchObject({ at: 1_764_480_000_123, text });
  return { labels: JSON.parse(line.stream) as Record<string, string>, at, text, metadata };
};

describe('a line of a function’s log', () => {
  test('of ours is shipped as it is, with the request that it is of', () => {
    expect(lineOf(`2026-11-30T05:20:00.123Z\t${ID}\tINFO\t${OURS}\n`)).toEqual({
      labels: { source: 'lambda', function: 'signpost-dev-render', level: 'warn' },
      at: '1764480000123000007',
      text: OURS,
      metadata: { request_id: ID },
    });
  });

  test('of a container is its own words', () => {
    const event = { id: '1', timestamp: 1_764_480_000_123, message: OURS };
    expect(JSON.parse(functionLine('/ecs/signpost-prod-render', event, 0)?.stream ?? '')).toEqual({
      source: 'container',
      function: 'signpost-prod-render',
      level: 'warn',
    });
  });

  test.each<[string, string, string, string, string | undefined]>([
    [
      'before the first request',
      `2026-11-30T05:20:00.123Z\tundefined\tINFO\t${OURS}`,
      OURS,
      'warn',
      undefined,
    ],
    [
      'of what was thrown',
      `2026-11-30T05:20:00.123Z\t${ID}\tERROR\tInvoke Error \t{"errorType":"Error","errorMessage":"no","stack":["Error: no"]}`,
      'Invoke Error \t{"errorType":"Error","errorMessage":"no","stack":["Error: no"]}',
      'error',
      ID,
    ],
    [
      'of one that took too long',
      `2026-11-30T05:20:00.123Z ${ID} Task timed out after 3.00 seconds\n\n`,
      `2026-11-30T05:20:00.123Z ${ID} Task timed out after 3.00 seconds`,
      'error',
      undefined,
    ],
    [
      'of one that ended by itself',
      `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
      `RequestId: ${ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
      'error',
      ID,
    ],
    [
      'of what it cost',
      `REPORT RequestId: ${ID}\tDuration: 2.98 ms\tBilled Duration: 3 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n`,
      `REPORT RequestId: ${ID}\tDuration: 2.98 ms\tBilled Duration: 3 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB`,
      'info',
      ID,
    ],
    [
      'of a library',
      `2026-11-30T05:20:00.123Z\t${ID}\tWARN\tNodeDeprecationWarning: soon`,
      'NodeDeprecationWarning: soon',
      'warn',
      ID,
    ],
    [
      'with a level that nobody knows',
      `2026-11-30T05:20:00.123Z\t${ID}\tINFO\t{"level":"loud"}`,
      '{"level":"loud"}',
      'info',
      ID,
    ],
    ['that is something else', 'what is this', 'what is this', 'info', undefined],
  ])('%s', (_, message, text, level, requestId) => {
    expect(lineOf(message)).toMatchObject({
      text,
      labels: { level },
      metadata: requestId ? { request_id: requestId } : {},
    });
  });

  test.each([
    '',
    '\n',
    `START RequestId: ${ID} Version: $LATEST\n`,
    `END RequestId: ${ID}\n`,
    'INIT_START Runtime Version: nodejs:22.v50\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:x\n',
  ])('that says nothing is left out: %j', message => {
    expect(lineOf(message)).toBeUndefined();
  });
});
