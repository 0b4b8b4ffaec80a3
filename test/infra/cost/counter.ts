import type { HttpRequest, HttpResponse } from '../../../local/http.ts';
import type { Caller, Permission } from '../../../local/services/iam.ts';
import type { Booted } from '../../e2e/cloud.ts';

/** What was used, by the names of prices; and the calls of functions, by their names in serverless.yml. */
export type Counted = Record<string, number>;

type Json = Record<string, unknown>;
type Item = Record<string, unknown> | undefined;
interface Index {
  keys: string[];
  attributes: string[];
}

/**
 * Counts what a local cloud is asked for, by who asks: calls of functions, units of tables and their indexes, requests to S3 and to
 * queues. It looks where each call passes on its way to the service, so nothing of what is counted knows of it.
 */
export class Counter {
  readonly #counts = new Map<string, Counted>();
  readonly #indexes = new Map<string, Index[]>();
  readonly #running = new Map<string, number>();
  readonly #app: Booted;

  constructor(app: Booted) {
    this.#app = app;
    this.#watchFunctions();
    this.#watchPermissions();
    this.#watchTables();
  }

  /** What these have used since all was cleared. */
  of(...who: string[]): Counted {
    const sum: Counted = {};
    for (const name of who)
      for (const [what, count] of Object.entries(this.#counts.get(name) ?? {}))
        sum[what] = (sum[what] ?? 0) + count;
    return sum;
  }

  clear(): void {
    this.#counts.clear();
  }

  /** Whether no call of a function is under way. */
  isIdle(name: string): boolean {
    return !this.#running.get(name);
  }

  #add(who: string, what: string, count = 1): void {
    const counts = this.#counts.get(who) ?? {};
    this.#counts.set(who, { ...counts, [what]: (counts[what] ?? 0) + count });
  }

  #watchFunctions(): void {
    const { stack, functions } = this.#app.cloud;
    for (const { id } of stack.all('AWS::Lambda::Function')) {
      const { lambda } = functions.byArn(stack.attribute(id, 'Arn'));
      const name = functionNamed(id.replace(/LambdaFunction$/, ''));
      const invoke = lambda.invoke.bind(lambda);
      // A call is counted once it has ended, and with it all that it has asked for.
      lambda.invoke = async (event, options) => {
        this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
        try {
          return await invoke(event, options);
        } finally {
          this.#running.set(name, (this.#running.get(name) ?? 0) - 1);
          // A batch of a queue is received and deleted, by Lambda's own pollers.
          if (isOfQueue(event)) this.#add(name, 'sqsRequest', 2);
          this.#add(name, `call ${name}`);
        }
      };
    }
  }

  #watchPermissions(): void {
    const { access } = this.#app.cloud;
    const refused = access.refused.bind(access);
    access.refused = (caller: Caller, permissions: Permission[]) => {
      const what = PRICE_OF[permissions[0]?.action ?? ''];
      if (what) this.#add(nameOf(caller), what);
      // The bucket tells the queue of each log file.
      if (what === 's3Put' && nameOf(caller) === 'delivery') this.#add('delivery', 'sqsRequest');
      return refused(caller, permissions);
    };
  }

  #watchTables(): void {
    const { dynamodb, stack } = this.#app.cloud;
    for (const { id, properties } of stack.all('AWS::DynamoDB::Table'))
      this.#indexes.set(stack.ref(id), ((properties.GlobalSecondaryIndexes ?? []) as Json[]).map(indexOf));
    const handle = dynamodb.handle.bind(dynamodb);
    dynamodb.handle = async request => {
      const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? '';
      const input: Json = JSON.parse(request.body.toString());
      const ask = (body: Json, target = operation) => handle(asked(request, target, body));
      const item = async (): Promise<Item> => {
        const Key = keyOf(operation, input);
        if (!Key || !this.#indexes.get(String(input.TableName))?.length) return undefined;
        const { body } = await ask({ TableName: input.TableName, Key, ConsistentRead: true }, 'GetItem');
        return JSON.parse(body.toString()).Item;
      };
      const before = await item();
      const response = await ask({ ...input, ReturnConsumedCapacity: 'TOTAL' });
      const who = nameOf(request.caller ?? { kind: 'anonymous' });
      const isWrite = /Put|Update|Delete|Write/.test(operation);
      this.#add(who, isWrite ? 'dynamoDbWrite' : 'dynamoDbRead', unitsOf(operation, response));
      const after = await item();
      for (const index of this.#indexes.get(String(input.TableName)) ?? [])
        if (isWrite) this.#add(who, 'dynamoDbWrite', writesOf(index, before, after));
      return response;
    };
  }
}

const PRICE_OF: Record<string, string> = {
  's3:GetObject': 's3Get',
  's3:PutObject': 's3Put',
  'sqs:SendMessage': 'sqsRequest',
  'sqs:GetQueueAttributes': 'sqsRequest',
};

const functionNamed = (id: string) => id.charAt(0).toLowerCase() + id.slice(1);

/** `RenderRole` is that of `render`; a service is called by its first name. */
function nameOf(caller: Caller): string {
  if (caller.kind === 'role') return functionNamed(caller.roleName.replace(/^.*-|Role$/g, ''));
  return caller.kind === 'service' ? (caller.service.split('.')[0] ?? '') : caller.kind;
}

function isOfQueue(event: unknown): boolean {
  const { Records } = event as { Records?: { eventSource?: string }[] };
  return Records?.[0]?.eventSource === 'aws:sqs';
}

const asked = (request: HttpRequest, operation: string, body: Json): HttpRequest => {
  const headers = new Headers(request.headers);
  headers.set('x-amz-target', `DynamoDB_20120810.${operation}`);
  return { ...request, headers, body: Buffer.from(JSON.stringify(body)) };
};

/** A query that finds nothing is charged half a unit, and a write whose condition fails a whole one, neither of which dynalite counts. */
function unitsOf(operation: string, { status, body }: HttpResponse): number {
  if (status !== 200) return 1;
  const { ConsumedCapacity = [] } = JSON.parse(body.toString());
  const units = [ConsumedCapacity]
    .flat()
    .reduce((sum: number, { CapacityUnits }: { CapacityUnits: number }) => sum + CapacityUnits, 0);
  return operation === 'Query' ? Math.max(0.5, units) : units;
}

function keyOf(operation: string, input: Json): unknown {
  if (operation === 'UpdateItem' || operation === 'DeleteItem') return input.Key;
  if (operation !== 'PutItem') return undefined;
  const Item = input.Item as Json;
  return Object.fromEntries(Object.entries(Item).filter(([name]) => KEYS.includes(name)));
}
const KEYS = ['page', 'subject', 'period', 'hash'];

function indexOf({ KeySchema, Projection }: Json): Index {
  const keys = (KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
  const { NonKeyAttributes = [] } = Projection as { NonKeyAttributes?: string[] };
  return { keys, attributes: [...keys, ...NonKeyAttributes] };
}

/**
 * Writes to an index that come of a write to its table: one to put an entry, one to take it away, both if its key changes, one if only
 * something else of it does, none if nothing does. All our entries are smaller than 1 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
function writesOf({ keys, attributes }: Index, before: Item, after: Item): number {
  const has = (item: Item) => keys.every(key => item?.[key] !== undefined);
  const same = (names: string[]) =>
    names.every(name => JSON.stringify(before?.[name]) === JSON.stringify(after?.[name]));
  if (!has(before) || !has(after)) return Number(has(before)) + Number(has(after));
  if (!same(keys)) return 2;
  return same(attributes) ? 0 : 1;
}
