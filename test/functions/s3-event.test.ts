import { expect, test } from '@jest/globals';
import { filesNamedBy } from '../../functions/s3-event/s3-event.ts';

const record = (key: string, more: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-11-30T05:10:00.000Z',
  eventName: 'ObjectCreated:Put',
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'logs',
    bucket: { name: 'logs-bucket', ownerIdentity: { principalId: 'A3' }, arn: 'arn:aws:s3:::logs-bucket' },
    object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
  },
  ...more,
});
const file = (key: string) => ({
  bucket: 'logs-bucket',
  key,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  size: 1024,
});
const KEY = 'cloudfront/E1/2026/11/30/05/E1.2026-11-30-05.a1b2c3d4.gz';

test.each<[string, unknown, object[]]>([
  ['a file', { Records: [record(KEY)] }, [file(KEY)]],
  ['two', { Records: [record('a'), record('b')] }, [file('a'), file('b')]],
  ['an encoded key', { Records: [record('a+b%2Bc/%C3%A9%28x%29%25')] }, [file('a b+c/é(x)%')]],
  ['a key that is no encoding', { Records: [record('100%')] }, [file('100%')]],
  [
    'a copy and an upload in parts',
    {
      Records: [
        record('a', { eventName: 'ObjectCreated:Copy' }),
        record('b', { eventName: 'ObjectCreated:CompleteMultipartUpload' }),
      ],
    },
    [file('a'), file('b')],
  ],
  ['what was deleted', { Records: [record('a', { eventName: 'ObjectRemoved:Delete' })] }, []],
  ['the test of a new bucket', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs-bucket' }, []],
  ['no record', { Records: [] }, []],
  ['records of others', { Records: [{ eventName: 'ObjectCreated:Put' }, { s3: {} }, {}] }, []],
  ['no object at all', null, []],
])('%s', (_, message, files) => {
  expect(filesNamedBy(JSON.stringify(message))).toEqual(files);
});

test.each(['', 'hello', '{"Records":'])('%p is no message', body => {
  expect(() => filesNamedBy(body)).toThrow(SyntaxError);
});
