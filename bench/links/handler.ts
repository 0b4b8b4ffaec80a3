import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { getItemOf } from '../../core/items.ts';
import { serving } from './served.ts';

/** Microseconds of processor time a call, of each round. */
export type HandlerTimes = Record<'handler' | 'ownCall' | 'sdkCall', number[]>;

// The process times itself, and is told by arguments which bundle holds the handler, and the slug of a link; the table and its
// address by the function's own variables.
const [, , bundle = '', slug = ''] = process.argv;
const ROUNDS = 15;
const CALLS = 300;

const table = process.env.LINKS_TABLE ?? '';
const { handler } = await import(bundle);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const getItem = getItemOf(table);
const event = {
  rawPath: `/${slug}`,
  rawQueryString: '',
  headers: { 'x-origin-secret': process.env.ORIGIN_SECRET, accept: 'text/html', host: 'go.example.com' },
  requestContext: { http: { method: 'GET', path: `/${slug}`, sourceIp: '192.0.2.1' }, timeEpoch: Date.now() },
};
const { statusCode } = await handler(event);
if (statusCode !== 301) throw new Error(`the handler answers ${statusCode}`);

const calls: Record<keyof HandlerTimes, () => Promise<unknown>> = {
  handler: () => handler(event),
  ownCall: () => getItem({ slug }),
  sdkCall: () => client.send(new GetCommand({ TableName: table, Key: { slug } })),
};
const times: HandlerTimes = { handler: [], ownCall: [], sdkCall: [] };
// The first rounds only warm up.
for (let round = -5; round < ROUNDS; round++)
  for (const [name, call] of Object.entries(calls) as [keyof HandlerTimes, () => Promise<unknown>][]) {
    const before = process.cpuUsage();
    for (let n = 0; n < CALLS; n++) await call();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times[name].push((user + system) / CALLS);
  }

serving(times, async () => client.destroy());
