import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ServiceFault } from '../../../core/problem.ts';
import { type RenderJob, RenderQueue } from '../../../core/queue/jobs.ts';
import { close, listen, respond } from '../../../local/http.ts';
import { operatorClients } from '../../../local/start/operator.ts';

/** What was sent, call by call; the job for /refused is refused in an answer that says 200, as SQS does. */
const calls: string[][] = [];
let queue: RenderQueue;
let stop: () => Promise<void>;

beforeAll(async () => {
  const { server, port } = await listen(async ({ body }) => {
    const { Entries } = JSON.parse(body.toString()) as { Entries: { Id: string; MessageBody: string }[] };
    calls.push(Entries.map(({ MessageBody }) => (JSON.parse(MessageBody) as RenderJob).url));
    const Failed = Entries.filter(({ MessageBody }) => MessageBody.includes('/refused')).map(({ Id }) => ({
      Id,
      Code: 'InternalError',
      SenderFault: false,
    }));
    return respond(
      200,
      { 'content-type': 'application/x-amz-json-1.0' },
      JSON.stringify({ Successful: [], Failed }),
    );
  }, 0);
  const { sqs } = operatorClients(`http://127.0.0.1:${port}`);
  queue = new RenderQueue(sqs, `http://127.0.0.1:${port}/000000000000/render`);
  stop = async () => {
    sqs.destroy();
    await close(server);
  };
});
afterAll(() => stop());
beforeEach(() => {
  calls.length = 0;
});

const jobs = (count: number): RenderJob[] =>
  Array.from({ length: count }, (_, i) => ({
    url: `https://www.example.com/${i}`,
    queuedAt: 1,
    reason: 'ordered',
  }));

test.each([
  [0, []],
  [1, [1]],
  [10, [10]],
  [11, [10, 1]],
  [205, [...Array(20).fill(10), 5]],
])('addAll of %i jobs: each once, in calls of at most ten', async (count, sizes) => {
  await queue.addAll(jobs(count));
  expect(calls.map(({ length }) => length).sort((a, b) => b - a)).toEqual(sizes);
  expect(calls.flat().sort()).toEqual(
    jobs(count)
      .map(({ url }) => url)
      .sort(),
  );
});

test('addAll with a job that was refused rejects, so that all are added again', async () => {
  const refused = { url: 'https://www.example.com/refused', queuedAt: 1, reason: 'ordered' } as const;
  await expect(queue.addAll([...jobs(3), refused])).rejects.toThrow(ServiceFault);
});
