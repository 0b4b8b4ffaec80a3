import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { functionLine, functionLinesIn } from '../../../core/loki/function-line.ts';

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

describe('an event of CloudWatch Logs', () => {
  const dataOf = (handed: unknown) => gzipSync(JSON.stringify(handed)).toString('base64');
  // The shape is that of AWS's own example: https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
  const handed = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/lambda/echo-nodejs',
    logStream: '2019/03/13/[$LATEST]94fa867e5374431291a7fc14e2f56ae7',
    subscriptionFilters: ['LambdaStream_cloudwatchlogs-node'],
    logEvents: [
      {
        id: '34622316099697884706540976068822859012661220141643892546',
        timestamp: 1_552_518_348_220,
        message: 'a\n',
      },
    ],
  };

  test('is read', () => {
    expect(functionLinesIn(dataOf(handed))).toEqual({
      logGroup: '/aws/lambda/echo-nodejs',
      events: handed.logEvents,
    });
  });

  test('that tries whether somebody is there has no lines', () => {
    expect(functionLinesIn(dataOf({ ...handed, messageType: 'CONTROL_MESSAGE' }))).toBeUndefined();
  });

  test.each(['', 'AAAA', dataOf({}), dataOf('x'), dataOf({ ...handed, logEvents: [{}] })])(
    'that is none is refused: %#',
    data => {
      expect(() => functionLinesIn(data)).toThrow();
    },
  );
});
