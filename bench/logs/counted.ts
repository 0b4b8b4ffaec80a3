import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { figure, table } from '../../core/text-table.ts';
import { listPrice } from '../../infra/cost/prices.ts';
import { bundled } from '../../local/bundled.mjs';
import type { Cloud } from '../../local/cloud.ts';
import { firstKey } from '../../local/start/first-key.ts';
import { operatorClients } from '../../local/start/operator.ts';
import { type Random, seeded } from '../freshness/random.ts';
import { countByDuckDb } from './duckdb.ts';
import { nothingTold, type Told } from './faults.ts';
import { type Follows, followAll, followsOf, SERIES, type Series } from './load.ts';
import { LOGS_FUNCTION, startQuietCloud } from './quiet-cloud.ts';
import { type Message, Worker } from './workers.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const KEY = 'bench-key-0123456789';
const WORKERS = 3;
const BATCH = 10;
/** Of a hundred messages so many come twice. */
const TWICE = 30;

export interface CountedOptions {
  follows: number;
  links: number;
  seed: number;
}

/**
 * Follows links of the local cloud, and has what CloudFront logged of it counted by the function under faults: messages that come twice
 * and in any order, a file that comes last, instances that are killed in the middle, a table that throttles, answers that are lost.
 * Prints what was served beside what the API says was counted, and beside DuckDB's count of the same files.
 */
export async function measureCounted(options: CountedOptions): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'signpost-bench-counted-'));
  const bundle = await bundled(ROOT, 'bench/logs/worker.ts', 'dist/bench/logs-worker');
  const cloud = await startQuietCloud(data);
  const run = new Run(cloud, bundle, options);
  try {
    process.stdout.write(await run.measure(data));
  } finally {
    run.close();
    await cloud.close();
    await rm(data, { recursive: true, force: true });
  }
}

/** What S3 tells of a new file, as far as it is of use here. */
interface Notification {
  Records?: { s3: { bucket: { name: string }; object: { key: string } } }[];
}

class Run {
  readonly #cloud: Cloud;
  readonly #bundle: string;
  readonly #options: CountedOptions;
  readonly #random: Random;
  readonly #clients: ReturnType<typeof operatorClients>;
  readonly #short: string;
  readonly #headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

  constructor(cloud: Cloud, bundle: string, options: CountedOptions) {
    this.#cloud = cloud;
    this.#bundle = bundle;
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#clients = operatorClients(cloud.endpoint);
    this.#short = cloud.addresses.Links ?? '';
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.destroy();
  }

  async measure(folder: string): Promise<string> {
    const slugs = await this.#createLinks();
    process.stderr.write(`following them ${figure(this.#options.follows)} times …\n`);
    const { follows } = this.#options;
    const served = await followAll(this.#short, slugs, { follows, atOnce: 8, random: this.#random });
    const files = await this.#filesOnceWritten(served, folder);
    const byDuckDb = await countByDuckDb(join(folder, 'logs', '*.gz'));
    process.stderr.write(`counting ${files.length} files without faults …\n`);
    const calm = nothingTold();
    await this.#countCalmly(files, calm);
    process.stderr.write('counting them with faults …\n');
    const harmed = nothingTold();
    const twice = await this.#countHarmed(files, harmed);
    const counted = await this.#counted(slugs);
    return [
      `Counted: ${figure(follows)} follows of ${slugs.length} links in ${files.length} log files\n`,
      `Faults: ${twice} files came twice and one last; ${harmed.killed} instances were killed, ${harmed.cut} files broke off while they were read, ${figure(harmed.throttled)} requests were throttled, of ${harmed.lost} the answer was lost\n\n`,
      resultsOf({ served, counted, byDuckDb }, slugs),
      costOf(calm, this.#lines),
    ].join('');
  }

  async #createLinks(): Promise<string[]> {
    const clock = systemClock;
    const keys = { client: this.#clients.dynamodb, table: this.#cloud.stack.ref('KeysTable') };
    await firstKey({ ...keys, clock, random: systemRandom }, KEY);
    const slugs = Array.from({ length: this.#options.links }, (_, n) => `link-${n}`);
    for (const slug of slugs) {
      const body = JSON.stringify({ url: `https://www.example.com/${slug}`, slug, maxAge: 60 });
      const answer = await fetch(`${this.#short}/api/links`, {
        method: 'POST',
        headers: this.#headers,
        body,
      });
      if (answer.status !== 201) throw new Error(`no link was made: ${await answer.text()}`);
    }
    return slugs;
  }

  #lines = 0;

  /** The messages that tell of all files, once these have a line for each answer; the files are copied to a folder. */
  async #filesOnceWritten(served: Follows, folder: string): Promise<string[]> {
    const wanted = [...served.values()].reduce((sum, number) => sum + number, 0) + this.#options.links;
    await mkdir(join(folder, 'logs'));
    const bodies: string[] = [];
    for (const until = Date.now() + 60_000; this.#lines < wanted; ) {
      if (Date.now() > until) throw new Error(`${this.#lines} lines of ${wanted} were written`);
      for (const { body } of await this.#received()) {
        const { bucket, object } = (JSON.parse(body) as Notification).Records?.[0]?.s3 ?? {};
        if (!object?.key.includes(this.#cloud.stack.ref('Links'))) continue;
        const command = new GetObjectCommand({ Bucket: bucket?.name, Key: object.key });
        const { Body } = await this.#clients.s3.send(command);
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        await writeFile(join(folder, 'logs', `${bodies.length}.gz`), bytes);
        this.#lines += gunzipSync(bytes).toString().split('\n').length - 1;
        bodies.push(body);
      }
    }
    return bodies;
  }

  /** Messages of the queue, which are taken from it. */
  async #received(): Promise<Message[]> {
    const { sqs } = this.#clients;
    const QueueUrl = this.#cloud.stack.ref('LogsQueue');
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH, WaitTimeSeconds: 1 });
    const { Messages = [] } = await sqs.send(command);
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body }));
  }

  /** Into a table of its own, as the template has it. */
  async #countCalmly(bodies: readonly string[], told: Told): Promise<void> {
    const counts = this.#cloud.stack.all('AWS::DynamoDB::Table').find(({ id }) => id === 'ClicksTable');
    if (!counts) throw new Error('the template has no table of counts');
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } =
      counts.properties as Omit<CreateTableCommandInput, 'TableName'>;
    const TableName = 'calm';
    await this.#clients.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode,
        KeySchema,
        AttributeDefinitions,
        GlobalSecondaryIndexes,
      }),
    );
    const worker = this.#worker(told, { CLICKS_TABLE: TableName });
    for (let start = 0; start < bodies.length; start += BATCH) {
      const messages = bodies.slice(start, start + BATCH).map((body, n) => ({ messageId: `${n}`, body }));
      const done = await worker.handle(messages);
      if (done.length < messages.length) throw new Error('a file could not be read without faults');
    }
    await worker.stop();
  }

  /** As a queue hands them out, to several at once: in any order, some twice, what was not done once more; and one file last. */
  async #countHarmed(bodies: readonly string[], told: Told): Promise<number> {
    const [late = '', ...others] = bodies;
    const twice = others.filter(() => 100 * this.#random.uniform() < TWICE);
    const workers = Array.from({ length: WORKERS }, () => this.#worker(told, {}, this.#random));
    for (const round of [[...others, ...twice], [late]]) {
      let next = 0;
      const waiting = shuffled(round, this.#random).map(body => ({ messageId: `${next++}`, body }));
      await Promise.all(workers.map(worker => handleAll(worker, waiting)));
    }
    await Promise.all(workers.map(worker => worker.stop()));
    return twice.length;
  }

  #worker(told: Told, more: Record<string, string>, random?: Random): Worker {
    const { endpoint, stack } = this.#cloud;
    const found = stack.all('AWS::Lambda::Function').find(({ id }) => id === LOGS_FUNCTION);
    const environment = { ...found?.properties.Environment?.Variables, ...more };
    const file = join(ROOT, 'dist/functions/logs.mjs');
    return new Worker({ bundle: this.#bundle, file, endpoint, environment, told, random });
  }

  /** By the API, link by link. */
  async #counted(slugs: readonly string[]): Promise<Follows> {
    const counted: Follows = new Map();
    for (const slug of slugs) {
      const answer = await fetch(`${this.#short}/api/links/${slug}/clicks`, { headers: this.#headers });
      const { total } = (await answer.json()) as { total: Record<Series, number> };
      for (const series of SERIES) if (total[series] > 0) counted.set(followsOf(slug, series), total[series]);
    }
    return counted;
  }
}

/** Takes messages until none is left; what is not done waits again. */
async function handleAll(worker: Worker, waiting: Message[]): Promise<void> {
  for (;;) {
    const messages = waiting.splice(0, BATCH);
    if (messages.length === 0) return;
    const done = new Set(await worker.handle(messages));
    waiting.push(...messages.filter(message => !done.has(message)));
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map(item => [random.uniform(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

interface Results {
  served: Follows;
  counted: Follows;
  byDuckDb: Follows;
}

function resultsOf({ served, counted, byDuckDb }: Results, slugs: readonly string[]): string {
  const sum = (follows: Follows, series: Series) =>
    slugs.reduce((all, slug) => all + (follows.get(followsOf(slug, series)) ?? 0), 0);
  const rows = SERIES.map(series => {
    const [ofServed, ofCounted] = [sum(served, series), sum(counted, series)];
    return [
      series,
      figure(ofServed),
      figure(ofCounted),
      figure(sum(byDuckDb, series)),
      figure(ofCounted / ofServed, 3),
    ];
  });
  const isRight = (slug: string) =>
    SERIES.map(series => followsOf(slug, series)).every(
      name => served.get(name) === counted.get(name) && served.get(name) === byDuckDb.get(name),
    );
  const right = slugs.filter(isRight).length;
  return `${table(['', 'served', 'counted', 'by DuckDB', 'counted ÷ served'], rows)}\nAll of it right, link by link: ${right} of ${slugs.length}\n`;
}

function costOf({ reads, writes, readUnits, writeUnits }: Told, lines: number): string {
  const million = (number: number) => figure((number / lines) * 1e6);
  const usd =
    (1e6 * (readUnits * listPrice('dynamoDbRead') + writeUnits * listPrice('dynamoDbWrite'))) / lines;
  return `Of a million such lines, ${figure(lines)} of which were counted: ${million(reads)} requests to read and ${million(writes)} to write, ${million(readUnits)} and ${million(writeUnits)} units, ${figure(usd, 2)} USD\n`;
}
