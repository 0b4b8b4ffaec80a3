import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/clock.ts';
import { type RandomBytes, uuid } from '../../../core/ids.ts';
import { invalid, SqsError } from './errors.ts';
import { type Message, Messages } from './messages.ts';

export interface QueueConfig {
  name: string;
  /** FifoQueue, with DeduplicationScope messageGroup. */
  isFifo?: boolean;
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
  /** Of a FIFO queue. */
  groupId?: string;
  deduplicationId?: string;
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
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
    SequenceNumber?: string;
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

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
const DEDUPLICATION_MS = 300_000;
const REQUIRED = [
  ['groupId', 'MessageGroupId'],
  ['deduplicationId', 'MessageDeduplicationId'],
] as const;

/** One queue: who sees which message when, and where it goes in the end. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly redrive: QueueConfig['redrive'];
  readonly isFifo: boolean;
  readonly #context: QueueContext;
  readonly #messages: Messages;
  /** Long polls that wait for a message. */
  readonly #waiting = new Set<() => void>();
  /** What was sent in the last five minutes, by group and what a repeat is known by. A start forgets what is not in the queue any more. */
  readonly #known = new Map<string, { id: string; sentAt: number }>();
  #sequence = 0;

  constructor(config: QueueConfig, context: QueueContext) {
    this.name = config.name;
    this.arn = context.arn;
    this.visibilityTimeout = config.visibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS;
    this.retention = config.retention ?? DEFAULT_RETENTION_SECONDS;
    this.redrive = config.redrive;
    this.isFifo = config.isFifo ?? false;
    this.#context = context;
    this.#messages = new Messages(context.folder);
    for (const message of this.#messages.all()) {
      this.#sequence = Math.max(this.#sequence, message.sequence ?? 0);
      this.#known.set(knownBy(message), message);
    }
  }

  /** Puts a message into the queue, on disk when this returns; answers its id. */
  send(body: string, options: SendOptions): string {
    const { delaySeconds = 0, senderId = this.#context.accountId } = options;
    if (body === '')
      throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES)
      throw invalid(
        `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
      );
    const sentAt = this.#context.clock.now();
    const repeated = this.isFifo && this.#repeated(options, sentAt);
    if (repeated) return repeated;
    const id = uuid(this.#context.random);
    const place = this.isFifo && {
      sequence: ++this.#sequence,
      groupId: options.groupId ?? '',
      deduplicationId: options.deduplicationId ?? '',
    };
    if (place) this.#known.set(knownBy(place), { id, sentAt });
    const visibleAt = sentAt + delaySeconds * 1000;
    this.#put({ id, body, senderId, sentAt, visibleAt, receiveCount: 0, ...place });
    return id;
  }

  /** The message that was sent already, if it was. */
  #repeated(options: SendOptions, now: number): string | undefined {
    for (const [name, called] of REQUIRED)
      if (!options[name])
        throw new SqsError('MissingParameter', `The request must contain the parameter ${called}.`);
    for (const [key, { sentAt }] of this.#known)
      if (now - sentAt >= DEDUPLICATION_MS) this.#known.delete(key);
    return this.#known.get(knownBy(options))?.id;
  }

  /** Takes what is visible now, of a group nothing behind what is in flight; moves what was received too often, drops what is too old. */
  take({ max = 1, visibilityTimeout = this.visibilityTimeout }: ReceiveOptions): ReceivedMessage[] {
    const now = this.#context.clock.now();
    const taken: ReceivedMessage[] = [];
    const held = new Set<string>();
    for (const message of this.#messages.all()) {
      if (taken.length >= max) break;
      if (message.sentAt + this.retention * 1000 <= now) this.#messages.remove(message);
      else if (message.groupId !== undefined && held.has(message.groupId)) continue;
      else if (message.visibleAt > now) held.add(message.groupId ?? '');
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
    if (this.isFifo) this.wake(); // the next of its group may go
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
    const { receipt, firstReceivedAt, ...kept } = message;
    target.#put({ ...kept, receiveCount: 0, sourceArn: this.arn });
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

const knownBy = ({ groupId, deduplicationId }: Pick<Message, 'groupId' | 'deduplicationId'>) =>
  `${groupId} ${deduplicationId}`;

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
      ...(message.groupId && {
        MessageGroupId: message.groupId,
        MessageDeduplicationId: message.deduplicationId ?? '',
        SequenceNumber: String(message.sequence).padStart(20, '0'),
      }),
    },
  };
}
