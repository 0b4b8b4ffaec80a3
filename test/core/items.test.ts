import { createHash, createHmac } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { getItemOf, updateItemOf } from '../../core/items.ts';
import { close, type HttpRequest, type HttpResponse, listen, respond } from '../../local/http.ts';
import { startTables, type Tables } from '../tables.ts';

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
const region = 'eu-central-1';

describe('an item is read as the SDK reads it', () => {
  let tables: Tables;
  const items = [
    { slug: 'plain', text: 'é', number: 1.5, yes: true, no: false, nothing: null },
    { slug: 'deep', list: ['a', 1, { b: ['c'] }], map: { d: { e: 2 } }, empty: [], none: {} },
    { slug: 'ü/"quoted"' },
  ];

  beforeAll(async () => {
    tables = await startTables();
    const { client, name } = tables.links;
    for (const Item of items) await client.send(new PutCommand({ TableName: name, Item }));
  });
  afterAll(() => tables.stop());

  test.each(items)('$slug', async ({ slug }) => {
    const { client, name } = tables.links;
    const getItem = getItemOf(name);
    const { Item } = await client.send(new GetCommand({ TableName: name, Key: { slug } }));
    expect(await getItem({ slug })).toEqual(Item);
    expect(await getItem({ slug }, { consistent: true })).toEqual(Item);
  });

  test('where there is none', async () => {
    expect(await getItemOf('links')({ slug: 'nobody' })).toBeUndefined();
  });

  test('where there is no such table, nobody tries again', async () => {
    tables.calls.length = 0;
    await expect(getItemOf('no-table')({ slug: 'a' })).rejects.toMatchObject({
      message: 'DynamoDB failed',
      cause: { name: 'ResourceNotFoundException' },
    });
    expect(tables.calls).toEqual(['GetItem']);
  });
});

describe('an item is updated', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.stop());

  /** Takes one of so many. */
  const take = (most: number) =>
    updateItemOf('counters')({
      Key: { id: 'clicks' },
      UpdateExpression: 'ADD #count :one',
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :most',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':one': 1, ':most': most },
      ReturnValues: 'UPDATED_NEW',
    });

  test('while its condition holds', async () => {
    expect(await Promise.all([take(3), take(3), take(3)])).toEqual(
      expect.arrayContaining([{ count: 1 }, { count: 2 }, { count: 3 }]),
    );
    tables.calls.length = 0;
    expect(await take(3)).toBeUndefined();
    expect(tables.calls).toEqual(['UpdateItem']);
    expect(await getItemOf('counters')({ id: 'clicks' })).toEqual({ id: 'clicks', count: 3 });
  });

  test('or a fault is told of', async () => {
    const update = updateItemOf('no-table')({
      Key: { id: 'a' },
      UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': 1 },
    });
    await expect(update).rejects.toMatchObject({ cause: { name: 'ResourceNotFoundException' } });
  });
});

describe('a call', () => {
  let requests: HttpRequest[];
  let answers: ((request: HttpRequest) => Promise<HttpResponse>)[];
  let server: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    server = await listen(async request => {
      requests.push(request);
      return (answers.shift() ?? found)(request);
    }, 0);
  });
  afterAll(() => close(server.server));
  beforeEach(() => {
    requests = [];
    answers = [];
  });

  const found = async () => respond(200, {}, '{"Item":{"slug":{"S":"a"}}}');
  const failing = (status: number, type: string) => async () =>
    respond(status, {}, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` }));
  const breakOff = async () => {
    for (const socket of [...sockets]) socket.destroy();
    return respond(200);
  };
  const sockets = new Set<{ destroy(): void }>();
  beforeAll(() => void server.server.on('connection', socket => sockets.add(socket)));

  const get = () => {
    const endpoint = `http://127.0.0.1:${server.port}`;
    return getItemOf('links', { region, endpoint, credentials }, 200)({ slug: 'a' });
  };

  test('is signed as the SDK signs it', async () => {
    await get();
    const [{ headers, body } = { headers: new Headers(), body: '' }] = requests;
    const signed = Object.fromEntries(
      [...headers].filter(([name]) => !['connection', 'authorization'].includes(name)),
    );
    class Sha256 {
      readonly #hash;
      constructor(secret?: Buffer) {
        this.#hash = secret ? createHmac('sha256', secret) : createHash('sha256');
      }
      update(data: string | Uint8Array) {
        this.#hash.update(data);
      }
      async digest() {
        return this.#hash.digest();
      }
    }
    const sha256 = Sha256 as never;
    const signer = new SignatureV4({
      service: 'dynamodb',
      region,
      credentials,
      sha256,
      applyChecksum: false,
    });
    const date = `${headers.get('x-amz-date')}`.replace(
      /^(....)(..)(..)T(..)(..)(..)Z$/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    const byTheSdk = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/',
        query: {},
        headers: signed,
        body: String(body),
      },
      { signingDate: new Date(date) },
    );
    const signatureOf = (text: unknown) => /Signature=(\w{64})/.exec(String(text))?.[1];
    expect(signed['x-amz-security-token']).toBe('token');
    expect(signatureOf(headers.get('authorization'))).toBe(signatureOf(byTheSdk.headers.authorization));
  });

  test.each([
    ['throttled', failing(400, 'ProvisionedThroughputExceededException')],
    ['throttled otherwise', failing(400, 'ThrottlingException')],
    ['answered by a fault', failing(500, 'InternalServerError')],
    ['answered by who knows no JSON', async () => respond(503, {}, '<html>')],
    ['broken off', breakOff],
    ['not answered', () => new Promise<never>(() => undefined)],
  ])('that is %s is made once more, and then given up', async (_, answer) => {
    answers = [answer];
    expect(await get()).toEqual({ slug: 'a' });
    answers = [answer, answer];
    await expect(get()).rejects.toMatchObject({ message: 'DynamoDB failed' });
    expect(requests).toHaveLength(4);
  });

  test.each(['AccessDeniedException', 'ExpiredTokenException', 'ValidationException'])(
    'that is refused by %s is not made again',
    async type => {
      answers = [failing(400, type)];
      await expect(get()).rejects.toMatchObject({ cause: { name: type } });
      expect(requests).toHaveLength(1);
    },
  );

  test('that nobody takes is given up', async () => {
    const endpoint = 'http://127.0.0.1:1';
    const getItem = getItemOf('links', { region, endpoint, credentials });
    await expect(getItem({ slug: 'a' })).rejects.toMatchObject({ cause: { message: /ECONNREFUSED/ } });
  });
});
