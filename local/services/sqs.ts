/**
 * SQS, spoken in the AWS JSON 1.0 protocol.
 * As in the real one: at least once, a visibility timeout per receive, a receive count, a dead-letter queue, long polls.
 *
 * Of a FIFO queue a group's messages go one after the other, and a repeat within five minutes, or until a start, is none.
 *
 * Not modelled: content-based deduplication and a scope of it other than the group, message attributes, tags, encryption, redrive back from a dead-letter queue, the
 * 120,000 messages in flight, and the real one's habit of answering a short poll from only some of its servers.
 * API: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import type { Permission } from './iam.ts';
import type { AwsService } from './service.ts';
import { invalid, SqsError } from './sqs/errors.ts';
import {
  type Counts,
  md5,
  type QueueConfig,
  type ReceivedMessage,
  type ReceiveOptions,
  type SendOptions,
} from './sqs/queue.ts';
import { Queues, type QueuesConfig } from './sqs/queues.ts';

export type { ReceivedMessage } from './sqs/queue.ts';

export interface SqsConfig extends QueuesConfig {
  /** Where the endpoint is reached, e.g. `http://127.0.0.1:4566`; queue URLs begin with it. */
  baseUrl: string;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MAX_BATCH = 10;
const MAX_WAIT_SECONDS = 20;
const MAX_DELAY_SECONDS = 900;
const MAX_VISIBILITY_SECONDS = 43_200;

type Input = Record<string, unknown>;

/** The service in front of the queues: for the SDK by its protocol, for the rest of the local cloud by methods. */
export class Sqs implements AwsService {
  readonly #baseUrl: string;
  readonly #queues: Queues;

  constructor(config: SqsConfig) {
    this.#baseUrl = config.baseUrl;
    this.#queues = new Queues(config);
  }

  /** Creates a queue, or opens it with the messages it had. */
  createQueue(config: QueueConfig): { url: string; arn: string } {
    const { name, arn } = this.#queues.create(config);
    return { url: this.url(name), arn };
  }

  /** The address that the SDK calls a queue by. */
  url(queueName: string): string {
    return `${this.#baseUrl}/${this.#queues.accountId}/${queueName}`;
  }

  /** Puts a message into a queue; it is on disk when this returns. */
  send(queueName: string, body: string, options: SendOptions = {}): string {
    return this.#queues.get(queueName).send(body, options);
  }

  /** Takes up to `max` visible messages; with `waitSeconds` it waits for the first. */
  receive(queueName: string, options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    return this.#queues.receive(queueName, options);
  }

  /** Removes a message; an outdated receipt removes nothing and is no error, as in the real one. */
  delete(queueName: string, receiptHandle: string): void {
    this.#queues.get(queueName).delete(receiptHandle);
  }

  /** For how many seconds nobody else sees a message that was received. */
  visibilityTimeout(queueName: string): number {
    return this.#queues.get(queueName).visibilityTimeout;
  }

  counts(queueName: string): Counts {
    return this.#queues.get(queueName).counts();
  }

  /** Ends every long poll. */
  close(): void {
    this.#queues.close();
  }

  permissions(request: HttpRequest): Permission[] {
    // A batch call needs the leave of the single one:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    const action = `sqs:${actionOf(request).replace(/Batch$/, '')}`;
    const input = parse(request);
    return [{ action, resource: this.#queues.arn(queueNameOf(input)) }];
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
        return await this.#receiveMessage(name, input, request.gone?.signal);
      case 'DeleteMessage':
        return this.#deleteMessage(name, input);
      case 'DeleteMessageBatch':
        return batch(input, entry => this.#deleteMessage(name, entry));
      case 'ChangeMessageVisibility':
        return this.#changeVisibility(name, input);
      case 'ChangeMessageVisibilityBatch':
        return batch(input, entry => this.#changeVisibility(name, entry));
      case 'GetQueueUrl':
        return { QueueUrl: this.url(this.#queues.get(name).name) };
      case 'GetQueueAttributes':
        return { Attributes: this.#attributes(name, list(input, 'AttributeNames')) };
      case 'PurgeQueue':
        this.#queues.get(name).purge();
        return {};
      default:
        throw new SqsError('UnsupportedOperation', `The local SQS does not know the operation ${action}.`);
    }
  }

  #sendMessage(name: string, input: Input, request: HttpRequest): Sent {
    const ofFifo = ['MessageGroupId', 'MessageDeduplicationId'];
    for (const unsupported of ['MessageAttributes', ...(this.#queues.get(name).isFifo ? [] : ofFifo)])
      if (input[unsupported] !== undefined && Object.keys(Object(input[unsupported])).length > 0)
        throw new SqsError('UnsupportedOperation', `The local SQS does not model ${unsupported}.`);
    const body = text(input, 'MessageBody');
    const delaySeconds = count(input, 'DelaySeconds', 0, MAX_DELAY_SECONDS);
    const { caller } = request;
    const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = input;
    const id = this.send(name, body, {
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
      ...(caller?.kind === 'role' ? { senderId: caller.roleName } : {}),
      ...(typeof groupId === 'string' && { groupId }),
      ...(typeof deduplicationId === 'string' && { deduplicationId }),
    });
    return { MessageId: id, MD5OfMessageBody: md5(body) };
  }

  async #receiveMessage(name: string, input: Input, signal: AbortSignal | undefined): Promise<object> {
    const visibilityTimeout = count(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
    const messages = await this.receive(name, {
      max: count(input, 'MaxNumberOfMessages', 1, MAX_BATCH) ?? 1,
      waitSeconds: count(input, 'WaitTimeSeconds', 0, MAX_WAIT_SECONDS) ?? 0,
      ...(visibilityTimeout === undefined ? {} : { visibilityTimeout }),
      ...(signal && { signal }), // who hung up in a long poll takes nothing any more
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
    const queue = this.#queues.get(name);
    queue.changeVisibility(text(input, 'ReceiptHandle'), seconds);
    return {};
  }

  #attributes(name: string, wanted: string[]): Record<string, string> {
    const queue = this.#queues.get(name);
    const { visible, inFlight, delayed } = queue.counts();
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

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(status: number, body: object): HttpResponse {
  return respond(status, { 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify(body));
}

function failure(status: number, type: string, message: string): HttpResponse {
  return json(status, { __type: `com.amazonaws.sqs#${type}`, message });
}
