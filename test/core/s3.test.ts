import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ServiceFault } from '../../core/problem.ts';
import { undefinedWhenMissing } from '../../core/s3.ts';
import { operatorClients } from '../../local/start/operator.ts';

/** How S3 answers: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
let answer: { status: number; code: string };
const server = createServer((request, response) => {
  response.statusCode = answer.status;
  response.end(request.method === 'HEAD' ? undefined : `<Error><Code>${answer.code}</Code></Error>`);
});
let clients: ReturnType<typeof operatorClients>;
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  clients = operatorClients(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
  server.close();
});

const object = { Bucket: 'site', Key: 'snapshots/v1/site.example/0.html' };
const READS = {
  GET: () => clients.s3.send(new GetObjectCommand(object)),
  HEAD: () => clients.s3.send(new HeadObjectCommand(object)),
};

test.each<[read: keyof typeof READS, status: number, code: string, isMissing: boolean]>([
  ['GET', 404, 'NoSuchKey', true],
  ['HEAD', 404, 'NoSuchKey', true],
  ['GET', 403, 'AccessDenied', false],
  ['HEAD', 403, 'AccessDenied', false],
  ['GET', 404, 'NoSuchBucket', false],
  ['GET', 400, 'InvalidArgument', false],
])('a %s that is answered %d %s tells of a missing object: %s', async (read, status, code, isMissing) => {
  answer = { status, code };
  const outcome = READS[read]().catch(undefinedWhenMissing);
  if (isMissing) expect(await outcome).toBeUndefined();
  else await expect(outcome).rejects.toThrow(ServiceFault);
});
