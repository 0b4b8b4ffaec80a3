import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/clock.ts';
import { type RandomBytes, uuid } from '../../../core/ids.ts';
import { invalid, SqsError } from './errors.ts';
import { type Message, Messages } from './messages.ts';

export interface QueueConfig {
  name: string;
  /** Seconds. */
  visibilityTimeout?: number;
  /** After `maxReceiveCount` receives the message moves to the queue `targetArn`. */
  redrive?: { targetArn: string; maxReceiveCount: number };
  /** Seconds. */
  retention?: number;
}

/** What a queue has from the account it is in. */
export interface QueueContext {
  arn: string;
  accountId: string;
  /** The folder of its messages. */
  folder: string;
  clock: Clock;
  random: RandomBytes;
  /** Finds the dead-letter queue; it may be created later than those that move messages to it. */
  queueOf(arn: string): Queue;
}

export interface SendOptions {
  delaySeconds?: number;
  senderId?: string;
}

export interface ReceiveOptions {
  max?: number;
  waitSeconds?: number;
  visibilityTimeout?: number;
  /** Ends a long poll early. */
  signal?: AbortSignal;
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

/** How many messages a queue holds: visible, received and not yet deleted, delayed. */
export interface Counts {
  visible: number;
  inFlight: number;
  delayed: number;
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MAX_MESSAGE_BYTES = 1024 * 1024;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_RETENTION_SECONDS = 345_600;

/** One queue: who sees which message when, and where it goes in the end. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly redrive: QueueConfig['redrive'];
  readonly #context: QueueContext;
  readonly #messages: Messages;
  /** Long polls that wait for a message. */
  readonly #waiting = new Set<() => void>();

  constructor(config: QueueConfig, context: QueueContext) {
    this.name = config.name;
    this.arn = context.arn;
    this.visibilityTimeout = config.visibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS;
    this.retention = config.retention ?? DEFAULT_RETENTION_SECONDS;
    this.redrive = config.redrive;
    this.#context = context;
    this.#messages = new Messages(context.folder);
  }

  /** Puts a message into the queue, on disk when this returns; answers its id. */
  send(body: string, { delaySeconds = 0, senderId = this.#context.accountId }: SendOptions): string {
    if (body === '')
      throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES)
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
      );
    const sentAt = this.#context.clock.now();
    const id = uuid(this.#context.random);
    this.#put({ id, body, senderId, sentAt, visibleAt: sentAt + delaySeconds * 1000, receiveCount: 0 });
    return id;
  }

  /** Takes what is visible now, moves what was received too often, drops what is too old. */
  take({ max = 1, visibilityTimeout = this.visibilityTimeout }: ReceiveOptions): ReceivedMessage[] {
    const now = this.#context.clock.now();
    const taken: ReceivedMessage[] = [];
    for (const message of this.#messages.all()) {
      if (taken.length >= max) break;
      if (message.sentAt + this.retention * 1000 <= now) this.#messages.remove(message);
      else if (message.visibleAt > now) continue;
      else if (this.redrive && message.receiveCount >= this.redrive.maxReceiveCount)
        this.#moveToDeadLetters(this.redrive.targetArn, message);
      else {
        const receipt = this.#context.random(12).toString('hex');
        const { receiveCount, firstReceivedAt = now } = message;
        const next = { ...message, receipt, receiveCount: receiveCount + 1, firstReceivedAt };
        this.#put({ ...next, visibleAt: now + visibilityTimeout * 1000 });
        taken.push(received(next));
      }
    }
    return taken;
  }

  /** A message arrives, the sleep ends, or the caller gives up: whichever comes first. */
  arrival(sleep: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener('abort', wake);
      sleep.then(wake);
    });
  }

  /** Lets every long poll look again. */
  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Removes a message; an outdated receipt removes nothing and is no error, as in the real one. */
  delete(receiptHandle: string): void {
    const message = this.#find(receiptHandle);
    if (message) this.#messages.remove(message);
  }

  /** Hides a received message for so many seconds from now; throws MessageNotInflight when it is visible again, or gone. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#find(receiptHandle);
    const now = this.#context.clock.now();
    if (!message || message.visibleAt <= now)
      throw new SqsError('MessageNotInflight', 'The specified message is not in flight.');
    this.#put({ ...message, visibleAt: now + seconds * 1000 });
  }

  purge(): void {
    for (const message of this.#messages.all()) this.#messages.remove(message);
  }

  counts(): Counts {
    const now = this.#context.clock.now();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const message of this.#messages.all()) {
      if (message.visibleAt <= now) counts.visible += 1;
      else if (message.receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  #put(message: Message) {
    this.#messages.put(message);
    this.wake();
  }

  #moveToDeadLetters(targetArn: string, message: Message) {
    const target = this.#context.queueOf(targetArn);
    // Into the new queue first: killed in between, the message is there twice, which SQS allows, and never lost.
    const { id, body, senderId, sentAt, visibleAt } = message;
    target.#put({ id, body, senderId, sentAt, visibleAt, receiveCount: 0, sourceArn: this.arn });
    this.#messages.remove(message);
  }

  /** The message of a receipt handle; `undefined` when it is gone or was received again since. */
  #find(receiptHandle: string): Message | undefined {
    const [id, receipt] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
    if (!id || !receipt)
      throw new SqsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${receiptHandle}" is not valid.`,
      );
    const message = this.#messages.get(id);
    return message?.receipt === receipt ? message : undefined;
  }
}

export function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
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
