import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore, type NewKey } from '../../core/keys/keys.ts';
import { answersOf, type Document } from '../openapi.ts';
import { startTables } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

type Event = APIGatewayProxyEventV2;
export type Handler = (event: Event) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * A handler of an API, each of whose answers is held against the OpenAPI document: one that the document does not know rejects.
 *
 * @param documented what answers the document, where the handler itself has only its own part
 */
export function heldToDocument(handler: Handler, documented: Handler = handler): Handler {
  let wrongAnswer: Promise<ReturnType<typeof answersOf>> | undefined;
  return async event => {
    wrongAnswer ??= documented(eventFor('/api/openapi.json')).then(({ body = '' }) =>
      answersOf(JSON.parse(body) as Document),
    );
    const result = await handler(event);
    const { statusCode: status = 0, headers = {}, body = '' } = result;
    const answer = {
      method: event.requestContext.http.method,
      path: asRouted(event.rawPath),
      status,
      headers: new Headers(headers as Record<string, string>),
      body,
    };
    const wrong = isOfTheApi(event) ? (await wrongAnswer)(answer) : undefined;
    if (wrong !== undefined) throw new Error(wrong);
    return result;
  };
}

/** As an address has it: without dots for segments. */
function asRouted(path: string): string {
  const url = new URL('https://api.invalid');
  url.pathname = path;
  return url.pathname;
}

/** Whether a request came by the way of the API's: by that of short links nothing of it is there. */
const isOfTheApi = ({ headers }: Event) => headers['x-signpost-host'] !== 'none';

/** The links function, as it deploys; see `heldToDocument`. */
export const importLinks = async (): Promise<{ handler: Handler }> => ({
  handler: heldToDocument((await import('../../functions/links.ts')).handler),
});

export interface Answered {
  status: number | undefined;
  headers: NonNullable<APIGatewayProxyStructuredResultV2['headers']>;
  /** What the JSON says; '' where there is none. */
  body: ReturnType<typeof JSON.parse>;
}

/** What asks a handler, by a key unless a request has another Authorization. */
export function asking(handler: Handler, authorization: string) {
  return async (path: string, { headers, ...more }: Ask = {}): Promise<Answered> => {
    const result = await handler(eventFor(path, { headers: { authorization, ...headers }, ...more }));
    const text = result.body ?? '';
    return { status: result.statusCode, headers: result.headers ?? {}, body: text && JSON.parse(text) };
  };
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** The links function on tables of its own, and a key for it. Its answers are held against the document. */
export async function startLinksFunction(key: Partial<NewKey> = {}) {
  const tables = await startTables();
  const { handler } = await importLinks();
  const keys = createKeyStore(tables.keys, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'test', ...key });
  const authorization = `Bearer ${secret}`;
  const ask = asking(handler, authorization);
  /** What is not text is sent as JSON. */
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, { method, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
  return {
    tables,
    handler,
    authorization,
    ask,
    send,
    /** What the tables were asked for, but for the counting of the key's calls. */
    asked: () => tables.calls.filter(call => call !== 'UpdateItem'),
    /** How many writing calls were taken of keys' allowances so far: of all minutes, for one may end between two calls. */
    writesTaken: async () => {
      const { client, name: TableName } = tables.counters;
      const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
      return Items.reduce(
        (sum, { id, count }) => sum + (String(id).startsWith('writes#') ? Number(count) : 0),
        0,
      );
    },
    stop: () => tables.stop(),
  };
}
