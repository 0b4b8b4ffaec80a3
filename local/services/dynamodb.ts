/**
 * DynamoDB: dynalite (the API on a LevelDB) behind the shared endpoint, with the tables of the template.
 * What was acknowledged survives `kill -9`, because LevelDB writes its log before dynalite answers.
 *
 * A table's stream is ours (dynamodb/stream.ts), as dynalite has none. A table that has one takes its writes one after the other.
 *
 * Not modelled: transactions, PartiQL, backups (dynalite answers UnknownOperationException), batches of writes to a table with
 * a stream;
 * `ReturnValuesOnConditionCheckFailure` is ignored; TTL is accepted and deletes nothing, so an expired item can still be
 * read, as in the real one for up to days; capacity is unlimited unless `throttle` says otherwise.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import dynalite from 'dynalite';
import { objectOf } from '../../core/json.ts';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import type { Image, TableStream } from './dynamodb/stream.ts';
import type { Permission } from './iam.ts';
import type { AwsService } from './service.ts';

export interface DynamoDbConfig {
  /** The folder of the tables. Without it they live in memory. */
  path?: string;
  region?: string;
  accountId?: string;
}

type Json = Record<string, unknown>;

/** What `AWS::DynamoDB::Table` may say: handed to CreateTable, or knowingly without effect here. */
const TABLE_PROPERTIES = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'GlobalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
];
const IGNORED_PROPERTIES = [
  'PointInTimeRecoverySpecification',
  'DeletionProtectionEnabled',
  'TimeToLiveSpecification',
  'Tags',
  'SSESpecification',
];
const INDEX_PROPERTIES = ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput'];

export class DynamoDb implements AwsService {
  readonly #dynalite: Server;
  readonly #tableArns: string;
  readonly #throttled = new Set<string>();
  readonly #timeToLive = new Map<string, Json>();
  readonly #streams = new Map<string, { stream: TableStream; keys: string[] }>();
  readonly #underWay = new Set<Promise<HttpResponse>>();
  #closed = false;

  constructor({ path, region = 'us-east-1', accountId = '000000000000' }: DynamoDbConfig = {}) {
    if (path) mkdirSync(path, { recursive: true });
    this.#dynalite = dynalite({
      ...(path ? { path } : {}),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    this.#tableArns = `arn:aws:dynamodb:${region}:${accountId}:table/`;
  }

  /** Creates a table from the resolved properties of its `AWS::DynamoDB::Table`, unless it is there already. */
  async createTable(properties: Json): Promise<void> {
    const name = String(properties.TableName);
    const wanted = tableInput(properties);
    const { TimeToLiveSpecification } = properties;
    if (isRecord(TimeToLiveSpecification)) this.#timeToLive.set(name, TimeToLiveSpecification);
    const present = await this.#describe(name);
    if (present) return refuseChange(name, wanted, present);
    const created = await this.#call('CreateTable', wanted);
    if (created.status !== 200)
      throw new Error(`Table ${name} could not be created: ${created.body.toString()}`);
    while ((await this.#describe(name))?.TableStatus !== 'ACTIVE')
      await new Promise(resolve => setImmediate(resolve));
  }

  /** Has the writes of a table recorded, beginning with the one that an earlier start was killed at. */
  async addStream(TableName: string, stream: TableStream): Promise<void> {
    const table = await this.#describe(TableName);
    const schema = Array.isArray(table?.KeySchema) ? table.KeySchema.filter(isRecord) : [];
    const keys = schema.map(({ AttributeName }) => String(AttributeName));
    await stream.recover(Key => this.#item(TableName, Key));
    this.#streams.set(TableName, { stream, keys });
  }

  /**
   * Takes every item out of a table. One by one and not by deleting the table: wherever that is cut short dynalite may be left
   * with half a table, or with the entries of an index, and this may be begun again.
   */
  async emptyTable(TableName: string): Promise<void> {
    const table = await this.#describe(TableName);
    const schema = Array.isArray(table?.KeySchema) ? table.KeySchema.filter(isRecord) : [];
    const names = Object.fromEntries(schema.map(({ AttributeName }, i) => [`#${i}`, AttributeName]));
    const scan = {
      TableName,
      ProjectionExpression: Object.keys(names).join(),
      ExpressionAttributeNames: names,
    };
    for (;;) {
      const { Items } = JSON.parse((await this.#call('Scan', scan)).body.toString());
      if (!Array.isArray(Items)) throw new Error(`Table ${TableName} cannot be read.`);
      if (Items.length === 0) return;
      // BatchWriteItem takes at most 25: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
      for (let i = 0; i < Items.length; i += 25) {
        const deletes = Items.slice(i, i + 25).map(Key => ({ DeleteRequest: { Key } }));
        await this.#call('BatchWriteItem', { RequestItems: { [TableName]: deletes } });
      }
    }
  }

  /** Makes every call to a table fail as at its capacity limit, until `on` is false. */
  throttle(tableName: string, on: boolean): void {
    if (on) this.#throttled.add(tableName);
    else this.#throttled.delete(tableName);
  }

  /** Waits for the requests under way and closes the LevelDB, so that another process can open it. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#underWay);
    // dynalite closes its database only together with a server that listens, and requests come past that server.
    await new Promise<void>(resolve => this.#dynalite.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve, reject) =>
      this.#dynalite.close(error => (error ? reject(error) : resolve())),
    );
  }

  permissions(request: HttpRequest): Permission[] {
    const operation = operationOf(request);
    const action = `dynamodb:${operation}`;
    const input = inputOf(request);
    if (operation === 'ListTables') return [{ action, resource: '*' }];
    const { IndexName } = input;
    const index = typeof IndexName === 'string' ? `/index/${IndexName}` : '';
    return tablesOf(input).map(name => ({ action, resource: `${this.#tableArns}${name}${index}` }));
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const operation = operationOf(request);
    const input = inputOf(request);
    if (tablesOf(input).some(name => this.#throttled.has(name))) return throttled();
    // dynalite has no TTL.
    if (operation === 'UpdateTimeToLive') return this.#updateTimeToLive(input);
    if (operation === 'DescribeTimeToLive') return this.#describeTimeToLive(input);
    if (this.#closed)
      return failure('com.amazonaws.dynamodb.v20120810#InternalServerError', 'The table is closed', 500);
    const answer = this.#recorded(operation, input, () => this.#send(operation, request.body));
    this.#underWay.add(answer);
    return answer.finally(() => this.#underWay.delete(answer));
  }

  accessDenied(message: string): HttpResponse {
    return failure('com.amazon.coral.service#AccessDeniedException', message);
  }

  /** Makes a call; of one that writes into a table with a stream the stream is told. */
  #recorded(operation: string, input: Json, call: () => Promise<HttpResponse>): Promise<HttpResponse> {
    if (operation === 'BatchWriteItem' && tablesOf(input).some(name => this.#streams.has(name)))
      return Promise.resolve(
        failure('com.amazon.coral.validate#ValidationException', 'Not modelled for a table with a stream.'),
      );
    const { stream, keys } = this.#streams.get(String(input.TableName)) ?? {};
    const given = KEY_OF[operation]?.(input);
    if (!stream || !isRecord(given)) return call();
    const read = (Key: Image) => this.#item(String(input.TableName), Key);
    return stream.observe(pick(given, keys ?? []), read, call);
  }

  async #item(TableName: string, Key: Json): Promise<Image | undefined> {
    const { body } = await this.#call('GetItem', { TableName, Key, ConsistentRead: true });
    const answer: unknown = JSON.parse(body.toString());
    return isRecord(answer) && isRecord(answer.Item) ? answer.Item : undefined;
  }

  async #describe(TableName: string): Promise<Json | undefined> {
    const { status, body } = await this.#call('DescribeTable', { TableName });
    const answer: unknown = JSON.parse(body.toString());
    return status === 200 && isRecord(answer) && isRecord(answer.Table) ? answer.Table : undefined;
  }

  #call(operation: string, input: Json): Promise<HttpResponse> {
    return this.#send(operation, Buffer.from(JSON.stringify(input)));
  }

  /** Hands a request to dynalite in process, as its HTTP server would. */
  #send(operation: string, body: Buffer): Promise<HttpResponse> {
    return new Promise(resolve => {
      const incoming = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: head(operation),
      });
      const headers = new Headers();
      const outgoing = {
        statusCode: 200,
        setHeader: (name: string, value: unknown) => headers.set(name, String(value)),
        end: (text = '') => resolve({ status: outgoing.statusCode, headers, body: Buffer.from(text) }),
      };
      this.#dynalite.emit('request', incoming, outgoing);
      incoming.emit('data', body);
      incoming.emit('end');
    });
  }

  #updateTimeToLive({ TableName, TimeToLiveSpecification }: Json): HttpResponse {
    if (isRecord(TimeToLiveSpecification)) this.#timeToLive.set(String(TableName), TimeToLiveSpecification);
    return json(200, { TimeToLiveSpecification });
  }

  #describeTimeToLive({ TableName }: Json): HttpResponse {
    const { Enabled = false, AttributeName } = this.#timeToLive.get(String(TableName)) ?? {};
    const TimeToLiveStatus = Enabled ? 'ENABLED' : 'DISABLED';
    return json(200, { TimeToLiveDescription: { TimeToLiveStatus, ...(Enabled ? { AttributeName } : {}) } });
  }
}

/** Where a call that writes has the item's key. */
const KEY_OF: Record<string, (input: Json) => unknown> = {
  PutItem: ({ Item }) => Item,
  UpdateItem: ({ Key }) => Key,
  DeleteItem: ({ Key }) => Key,
};

/** The endpoint has checked who calls; dynalite only wants to see the headers of a signed request. */
function head(operation: string) {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
  };
}

function tableInput(properties: Json): Json {
  const name = String(properties.TableName);
  const known = [...TABLE_PROPERTIES, ...IGNORED_PROPERTIES];
  if (objectOf(properties.StreamSpecification).StreamViewType === 'NEW_AND_OLD_IMAGES')
    known.push('StreamSpecification'); // `addStream` makes it
  const unknown = Object.keys(properties).find(key => !known.includes(key));
  if (unknown) throw new Error(`Table ${name}: the local DynamoDB does not model ${unknown}.`);
  const { GlobalSecondaryIndexes } = properties;
  if (GlobalSecondaryIndexes === undefined) return pick(properties, TABLE_PROPERTIES);
  const indexes = Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes.filter(isRecord) : [];
  return {
    ...pick(properties, TABLE_PROPERTIES),
    GlobalSecondaryIndexes: indexes.map(index => pick(index, INDEX_PROPERTIES)),
  };
}

/** A table on disk whose keys are not the template's would fail far from here, so say it here. */
function refuseChange(name: string, wanted: Json, present: Json) {
  const shape = ({ KeySchema, GlobalSecondaryIndexes }: Json) => ({
    KeySchema,
    indexes: (Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes : [])
      .map(({ IndexName, KeySchema: keys, Projection }: Json) => ({ IndexName, keys, Projection }))
      .sort((a, b) => String(a.IndexName).localeCompare(String(b.IndexName))),
  });
  if (!isDeepStrictEqual(shape(wanted), shape(present)))
    throw new Error(
      `Table ${name} on disk has other keys or indexes than the template: the local DynamoDB cannot change them, delete its folder.`,
    );
}

/** The tables that a call names; a batch names several. */
function tablesOf({ TableName, RequestItems }: Json): string[] {
  if (isRecord(RequestItems)) return Object.keys(RequestItems);
  return typeof TableName === 'string' ? [TableName] : [];
}

function operationOf(request: HttpRequest): string {
  return (request.headers.get('x-amz-target') ?? '').split('.')[1] ?? '';
}

function inputOf(request: HttpRequest): Json {
  try {
    const input: unknown = JSON.parse(request.body.toString());
    return isRecord(input) ? input : {};
  } catch {
    // dynalite answers what is not JSON with DynamoDB's SerializationException.
    return {};
  }
}

function pick(from: Json, names: string[]): Json {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function throttled(): HttpResponse {
  return failure(
    'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  );
}

function failure(type: string, message: string, status = 400): HttpResponse {
  return json(status, { __type: type, message });
}

function json(status: number, body: object): HttpResponse {
  return respond(status, { 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify(body));
}
