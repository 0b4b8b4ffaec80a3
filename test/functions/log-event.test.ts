import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { functionLinesIn } from '../../functions/log-event/log-event.ts';

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
