import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A job as the queue handed it out: nobody else sees it until its visibility timeout is over. */
export interface Delivery {
  /** A RenderJob as JSON, if it came from us. */
  body: string;
  receipt: string;
  /** How often the queue has handed this job out, this time included. */
  attempt: number;
}

/** Where a worker gets its jobs. Everything rejects with the SDK's errors. */
export interface Deliveries {
  /** Waits for jobs, some 20 s at most; an empty list when there were none. */
  receive(max: number, signal: AbortSignal): Promise<Delivery[]>;
  /** The job is done. */
  remove(delivery: Delivery): Promise<void>;
  /** The job is to be handed out again in so many seconds; 0 = at once. */
  giveBack(delivery: Delivery, seconds: number): Promise<void>;
}

/** The longest there is: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const LONG_POLL_SECONDS = 20;
/** A connection that died without a word would be waited for until the end of days. */
const POLL_TIMEOUT_MS = 30_000;

/** The jobs of an SQS queue. */
export class SqsDeliveries implements Deliveries {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  async receive(max: number, signal: AbortSignal): Promise<Delivery[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(POLL_TIMEOUT_MS)]);
    const { Messages = [] } = await this.#sqs.send(command, { abortSignal });
    return Messages.map(({ Body = '', ReceiptHandle = '', Attributes }) => ({
      body: Body,
      receipt: ReceiptHandle,
      attempt: Number(Attributes?.ApproximateReceiveCount ?? 1),
    }));
  }

  async remove({ receipt }: Delivery): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: receipt }));
  }

  async giveBack({ receipt }: Delivery, seconds: number): Promise<void> {
    const input = { QueueUrl: this.#url, ReceiptHandle: receipt, VisibilityTimeout: seconds };
    await this.#sqs.send(new ChangeMessageVisibilityCommand(input));
  }
}
