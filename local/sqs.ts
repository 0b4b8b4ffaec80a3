/**
 * SQS, standard queues, spoken in the AWS JSON 1.0 protocol.
 * As in the real one: at least once, a visibility timeout per receive, a receive count, a dead-letter queue, long polls.
 * Each message is one small file, replaced atomically before the answer, so what was acknowledged survives `kill -9`.
 *
 * Not modelled: FIFO queues, message attributes, tags, encryption, queue policies, redrive back from a dead-letter queue, the
 * 120,000 messages in flight, and the real one's habit of answering a short poll from only some of its servers.
 * API: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { type RandomBytes, systemRandom, uuid } from '../core/ids.ts';
import { type HttpRequest, type HttpResponse, respond } from './http.ts';
import type { Permission } from './iam.ts';
import type { AwsService } from './service.ts';

export interface SqsConfig {
  /** The folder of the messages, one folder per queue in it. */
  path: string;
  clock: Clock;
  /** Where the endpoint is reached, e.g. `http://127.0.0.1:4566`; queue URLs begin with it. */
  baseUrl: string;
  random?: RandomBytes;
  region?: string;
  accountId?: string;
}

export interface QueueConfig {
  name: string;
  /** Seconds. */
  visibilityTimeout?: number;
  /** After `maxReceiveCount` receives the message moves to the queue `targetArn`. */
  redrive?: { targetArn: string; maxReceiveCount: number };
  /** Seconds. */
  retention?: number;
}

/** A message as a receiver sees it. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: {
    SenderId: string;
    SentTimestamp: string;
    ApproximateReceiveCount: string;
    ApproximateFirstReceiveTimestamp: string;
    DeadLetterQueueSourceArn?: string;
  };
}

export interface ReceiveOptions {
  max?: number;
  waitSeconds?: number;
  visibilityTimeout?: number;
  /** Ends a long poll early. */
  signal?: AbortSignal;
}

interface Message {
  id: string;
  body: string;
  senderId: string;
  sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Changes with every receive: only the latest receiver may delete. */
  receipt?: string;
  sourceArn?: string;
}

interface Queue {
  name: string;
  arn: string;
  folder: string;
  visibilityTimeout: number;
  retention: number;
  redrive?: { targetArn: string; maxReceiveCount: number };
  messages: Map<string, Message>;
  /** Long polls that wait for a message. */
  waiting: Set<() => void>;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_BATCH = 10;
const MAX_WAIT_SECONDS = 20;
const MAX_DELAY_SECONDS = 900;
const MAX_VISIBILITY_SECONDS = 43_200;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_RETENTION_SECONDS = 345_600;
// A long poll sleeps in pieces: it looks again for what became visible, and as a clock's sleep cannot be cut short,
// nothing lingers after close().
const POLL_PIECE_MS = 500;

/** An error the SDK turns into an exception of this name. */
class SqsError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

type Input = Record<string, unknown>;

export class Sqs implements AwsService {
  readonly #config: SqsConfig;
  readonly #random: RandomBytes;
  readonly #queues = new Map<string, Queue>();
  #closed = false;

  constructor(config: SqsConfig) {
    this.#config = config;
    this.#random = config.random ?? systemRandom;
  }

  /** Creates a queue, or opens it with the messages it had. */
  createQueue(config: QueueConfig): { url: string; arn: string } {
    if (config.name.endsWith('.fifo')) throw new Error(`Queue ${config.name}: FIFO queues are not modelled.`);
    const folder = join(this.#config.path, config.name);
    mkdirSync(folder, { recursive: true });
    const queue: Queue = {
      name: config.name,
      arn: this.#arn(config.name),
      folder,
      visibilityTimeout: config.visibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS,
      retention: config.retention ?? DEFAULT_RETENTION_SECONDS,
      ...(config.redrive ? { redrive: config.redrive } : {}),
      messages: load(folder),
      waiting: new Set(),
    };
    this.#queues.set(config.name, queue);
    return { url: this.url(config.name), arn: queue.arn };
  }

  /** The address that the SDK calls a queue by. */
  url(queueName: string): string {
    return `${this.#config.baseUrl}/${this.#config.accountId ?? '000000000000'}/${queueName}`;
  }

  /** Puts a message into a queue; it is on disk when this returns. */
  send(queueName: string, body: string, options: { delaySeconds?: number; senderId?: string } = {}): string {
    const queue = this.#queue(queueName);
    if (body === '')
      throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES)
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
      );
    const now = this.#config.clock.now();
    const message: Message = {
      id: uuid(this.#random),
      body,
      senderId: options.senderId ?? this.#config.accountId ?? '000000000000',
      sentAt: now,
      visibleAt: now + (options.delaySeconds ?? 0) * 1000,
      receiveCount: 0,
    };
    put(queue, message);
    return message.id;
  }

  /** Takes up to `max` visible messages; with `waitSeconds` it waits for the first. */
  async receive(queueName: string, options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const { clock } = this.#config;
    const until = clock.now() + (options.waitSeconds ?? 0) * 1000;
    for (;;) {
      const queue = this.#queue(queueName);
      const taken = this.#take(queue, options);
      const left = until - clock.now();
      if (taken.length > 0 || left <= 0 || this.#closed || options.signal?.aborted) return taken;
      await arrival(queue, clock.sleep(Math.min(left, POLL_PIECE_MS)), options.signal);
    }
  }

  /** Removes a message; an outdated receipt removes nothing and is no error, as in the real one. */
  delete(queueName: string, receiptHandle: string): void {
    const queue = this.#queue(queueName);
    const message = find(queue, receiptHandle);
    if (message) remove(queue, message);
  }

  /** How many messages a queue holds: visible, received and not yet deleted, delayed. */
  counts(queueName: string): { visible: number; inFlight: number; delayed: number } {
    const now = this.#config.clock.now();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const message of this.#queue(queueName).messages.values()) {
      if (message.visibleAt <= now) counts.visible += 1;
      else if (message.receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** Ends every long poll. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#queues.values()) for (const wake of queue.waiting) wake();
  }

  permissions(request: HttpRequest): Permission[] {
    // A batch call needs the leave of the single one:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    const action = `sqs:${actionOf(request).replace(/Batch$/, '')}`;
    const input = parse(request);
    return [{ action, resource: this.#arn(queueNameOf(input)) }];
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    try {
      return json(200, await this.#answer(actionOf(request), parse(request), request));
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      return failure(400, error.type, error.message);
    }
  }

  accessDenied(message: string): HttpResponse {
    return failure(403, 'AccessDeniedException', message);
  }

  async #answer(action: string, input: Input, request: HttpRequest): Promise<object> {
    const name = queueNameOf(input);
    switch (action) {
      case 'SendMessage':
        return this.#sendMessage(name, input, request);
      case 'SendMessageBatch':
        return batch(input, entry => this.#sendMessage(name, entry, request));
      case 'ReceiveMessage':
        return await this.#receiveMessage(name, input);
      case 'DeleteMessage':
        return this.#deleteMessage(name, input);
      case 'DeleteMessageBatch':
        return batch(input, entry => this.#deleteMessage(name, entry));
      case 'ChangeMessageVisibility':
        return this.#changeVisibility(name, input);
      case 'ChangeMessageVisibilityBatch':
        return batch(input, entry => this.#changeVisibility(name, entry));
      case 'GetQueueUrl':
        return { QueueUrl: this.url(this.#queue(name).name) };
      case 'GetQueueAttributes':
        return { Attributes: this.#attributes(name, list(input, 'AttributeNames')) };
      case 'PurgeQueue': {
        const queue = this.#queue(name);
        for (const message of [...queue.messages.values()]) remove(queue, message);
        return {};
      }
      default:
        throw new SqsError('UnsupportedOperation', `The local SQS does not know the operation ${action}.`);
    }
  }

  #sendMessage(name: string, input: Input, request: HttpRequest): Sent {
    for (const unsupported of ['MessageAttributes', 'MessageGroupId', 'MessageDeduplicationId'])
      if (input[unsupported] !== undefined && Object.keys(Object(input[unsupported])).length > 0)
        throw new SqsError('UnsupportedOperation', `The local SQS does not model ${unsupported}.`);
    const body = text(input, 'MessageBody');
    const delaySeconds = count(input, 'DelaySeconds', 0, MAX_DELAY_SECONDS);
    const { caller } = request;
    const id = this.send(name, body, {
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
      ...(caller?.kind === 'role' ? { senderId: caller.roleName } : {}),
    });
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  async #receiveMessage(name: string, input: Input): Promise<object> {
    const visibilityTimeout = count(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
    const messages = await this.receive(name, {
      max: count(input, 'MaxNumberOfMessages', 1, MAX_BATCH) ?? 1,
      waitSeconds: count(input, 'WaitTimeSeconds', 0, MAX_WAIT_SECONDS) ?? 0,
      ...(visibilityTimeout === undefined ? {} : { visibilityTimeout }),
    });
    const wanted = new Set([...list(input, 'AttributeNames'), ...list(input, 'MessageSystemAttributeNames')]);
    if (messages.length === 0) return {};
    return {
      Messages: messages.map(message => ({
        MessageId: message.messageId,
        ReceiptHandle: message.receiptHandle,
        Body: message.body,
        MD5OfBody: message.md5OfBody,
        Attributes: Object.fromEntries(
          Object.entries(message.attributes).filter(([key]) => wanted.has('All') || wanted.has(key)),
        ),
      })),
    };
  }

  #deleteMessage(name: string, input: Input): object {
    this.delete(name, text(input, 'ReceiptHandle'));
    return {};
  }

  #changeVisibility(name: string, input: Input): object {
    const seconds = count(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS) ?? 0;
    const queue = this.#queue(name);
    const message = find(queue, text(input, 'ReceiptHandle'));
    const now = this.#config.clock.now();
    if (!message || message.visibleAt <= now)
      throw new SqsError('MessageNotInflight', 'The specified message is not in flight.');
    put(queue, { ...message, visibleAt: now + seconds * 1000 });
    return {};
  }

  #attributes(name: string, wanted: string[]): Record<string, string> {
    const queue = this.#queue(name);
    const { visible, inFlight, delayed } = this.counts(name);
    const { targetArn: deadLetterTargetArn, maxReceiveCount } = queue.redrive ?? {};
    const all = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      VisibilityTimeout: String(queue.visibilityTimeout),
      MessageRetentionPeriod: String(queue.retention),
      ...(queue.redrive ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) } : {}),
    };
    return Object.fromEntries(
      Object.entries(all).filter(([key]) => wanted.includes('All') || wanted.includes(key)),
    );
  }

  /** Takes what is visible now, moves what was received too often, drops what is too old. */
  #take(queue: Queue, { max = 1, visibilityTimeout }: ReceiveOptions): ReceivedMessage[] {
    const now = this.#config.clock.now();
    const hiddenMs = (visibilityTimeout ?? queue.visibilityTimeout) * 1000;
    const taken: ReceivedMessage[] = [];
    for (const message of [...queue.messages.values()]) {
      if (taken.length >= max) break;
      if (message.sentAt + queue.retention * 1000 <= now) remove(queue, message);
      else if (message.visibleAt > now) continue;
      else if (queue.redrive && message.receiveCount >= queue.redrive.maxReceiveCount)
        this.#moveToDeadLetters(queue, queue.redrive.targetArn, message);
      else {
        const receipt = this.#random(12).toString('hex');
        const { receiveCount, firstReceivedAt = now } = message;
        const next = { ...message, receipt, receiveCount: receiveCount + 1, firstReceivedAt };
        put(queue, { ...next, visibleAt: now + hiddenMs });
        taken.push(received(next));
      }
    }
    return taken;
  }

  #moveToDeadLetters(queue: Queue, targetArn: string, message: Message) {
    const target = this.#queue(targetArn.split(':').at(-1) ?? '');
    // Into the new queue first: killed in between, the message is there twice, which SQS allows, and never lost.
    const { id, body, senderId, sentAt, visibleAt } = message;
    put(target, { id, body, senderId, sentAt, visibleAt, receiveCount: 0, sourceArn: queue.arn });
    remove(queue, message);
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue) return queue;
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  #arn(queueName: string): string {
    const { region = 'us-east-1', accountId = '000000000000' } = this.#config;
    return `arn:aws:sqs:${region}:${accountId}:${queueName}`;
  }
}

/** A message arrives, the sleep ends, or the caller gives up: whichever comes first. */
function arrival(queue: Queue, sleep: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      queue.waiting.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    queue.waiting.add(wake);
    signal?.addEventListener('abort', wake);
    sleep.then(wake);
  });
}

function load(folder: string): Map<string, Message> {
  const messages: Message[] = [];
  for (const file of readdirSync(folder)) {
    // What was killed while it was written was never acknowledged.
    if (file.endsWith('.json')) messages.push(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    else rmSync(join(folder, file));
  }
  messages.sort((a, b) => a.sentAt - b.sentAt);
  return new Map(messages.map(message => [message.id, message]));
}

function put(queue: Queue, message: Message) {
  const file = join(queue.folder, `${message.id}.json`);
  writeFileSync(`${file}.new`, JSON.stringify(message));
  renameSync(`${file}.new`, file);
  queue.messages.set(message.id, message);
  for (const wake of queue.waiting) wake();
}

function remove(queue: Queue, message: Message) {
  rmSync(join(queue.folder, `${message.id}.json`), { force: true });
  queue.messages.delete(message.id);
}

function received(message: Message): ReceivedMessage {
  return {
    messageId: message.id,
    receiptHandle: Buffer.from(`${message.id} ${message.receipt}`).toString('base64'),
    body: message.body,
    md5OfBody: md5(message.body),
    attributes: {
      SenderId: message.senderId,
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...(message.sourceArn ? { DeadLetterQueueSourceArn: message.sourceArn } : {}),
    },
  };
}

/** The message of a receipt handle; `undefined` when it is gone or was received again since. */
function find(queue: Queue, receiptHandle: string): Message | undefined {
  const [id, receipt] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
  if (!id || !receipt)
    throw new SqsError('ReceiptHandleIsInvalid', `The input receipt handle "${receiptHandle}" is not valid.`);
  const message = queue.messages.get(id);
  return message?.receipt === receipt ? message : undefined;
}

type Sent = { MessageId: string; MD5OfMessageBody: string };

/** Runs every entry of a batch by itself: one that fails is reported and does not touch the others. */
function batch(input: Input, run: (entry: Input) => object): object {
  const entries = Array.isArray(input.Entries) ? input.Entries.filter(isRecord) : [];
  if (entries.length === 0)
    throw new SqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_BATCH)
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH}.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new SqsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError) || error.type === 'QueueDoesNotExist') throw error;
      Failed.push({ Id: entry.Id, Code: error.type, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function actionOf(request: HttpRequest): string {
  return (request.headers.get('x-amz-target') ?? '').replace(/^AmazonSQS\./, '');
}

function parse(request: HttpRequest): Input {
  try {
    const input: unknown = JSON.parse(request.body.toString());
    return isRecord(input) ? input : {};
  } catch {
    // Without parameters, the call is answered with what it lacks.
    return {};
  }
}

function queueNameOf(input: Input): string {
  const { QueueUrl, QueueName } = input;
  if (typeof QueueName === 'string') return QueueName;
  return typeof QueueUrl === 'string' ? (QueueUrl.split('/').at(-1) ?? '') : '';
}

function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string') return value;
  throw new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

function count(input: Input, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${min} and <= ${max}, if provided.`,
  );
}

function list(input: Input, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function invalid(message: string): SqsError {
  return new SqsError('InvalidParameterValue', message);
}

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

function json(status: number, body: object): HttpResponse {
  return respond(status, { 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify(body));
}

function failure(status: number, type: string, message: string): HttpResponse {
  return json(status, { __type: `com.amazonaws.sqs#${type}`, message });
}
