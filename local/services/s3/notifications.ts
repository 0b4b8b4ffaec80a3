import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import type { HttpRequest } from '../../http.ts';
import { REGION } from '../../template/names.ts';
import type { ObjectRecord } from './store.ts';

/** What a bucket tells a queue of. */
export interface QueueNotification {
  id: string;
  event: 's3:ObjectCreated:*' | 's3:ObjectCreated:Put';
  queueArn: string;
  prefix: string;
  suffix: string;
}

interface Config {
  directory: string;
  clock: Clock;
  random: RandomBytes;
  send(queueArn: string, body: string): void;
}

/**
 * Tells queues of the objects that were put into buckets, before the put is answered. Killed in between, nobody is told, as nobody
 * was answered; the real one tells at least once, and sometimes twice or in another order.
 * Not modelled: functions, topics and EventBridge; objects that are copied, uploaded in parts, or deleted.
 */
export class Notifications {
  readonly #config: Config;
  readonly #byBucket = new Map<string, readonly QueueNotification[]>();
  #sequence = 0n;

  constructor(config: Config) {
    this.#config = config;
  }

  /**
   * A configuration that is new, or another one than before, is tried out by a message:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
   */
  configure(bucket: string, notifications: readonly QueueNotification[]): void {
    this.#byBucket.set(bucket, notifications);
    const file = join(this.#config.directory, bucket, 'notifications.json');
    const configuration = JSON.stringify(notifications);
    if (configuration === (existsSync(file) ? readFileSync(file, 'utf8') : '[]')) return;
    for (const { queueArn } of notifications) this.#config.send(queueArn, this.#test(bucket));
    writeFileSync(file, configuration);
  }

  created(bucket: string, record: ObjectRecord, request: HttpRequest): void {
    for (const notification of this.#byBucket.get(bucket) ?? [])
      if (record.key.startsWith(notification.prefix) && record.key.endsWith(notification.suffix))
        this.#config.send(notification.queueArn, this.#message(bucket, record, request, notification));
  }

  #test(bucket: string): string {
    return JSON.stringify({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: this.#time(),
      Bucket: bucket,
      RequestId: this.#hex(8),
      HostId: this.#config.random(48).toString('base64'),
    });
  }

  #message(
    bucket: string,
    record: ObjectRecord,
    { clientIp }: HttpRequest,
    { id }: QueueNotification,
  ): string {
    const principalId = 'A000000000000';
    return JSON.stringify({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: REGION,
          eventTime: this.#time(),
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId },
          requestParameters: { sourceIPAddress: clientIp },
          responseElements: {
            'x-amz-request-id': this.#hex(8),
            'x-amz-id-2': this.#config.random(48).toString('base64'),
          },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: id,
            bucket: { name: bucket, ownerIdentity: { principalId }, arn: `arn:aws:s3:::${bucket}` },
            object: {
              key: encodeKey(record.key),
              size: record.size,
              eTag: record.etag.replaceAll('"', ''),
              sequencer: this.#sequencer(),
            },
          },
        },
      ],
    });
  }

  /** Of two events of one key the later one's is greater, as text, over restarts too. */
  #sequencer(): string {
    const now = BigInt(this.#config.clock.now()) << 16n;
    this.#sequence = now > this.#sequence ? now : this.#sequence + 1n;
    return this.#sequence.toString(16).toUpperCase().padStart(16, '0');
  }

  #time(): string {
    return new Date(this.#config.clock.now()).toISOString();
  }

  #hex(bytes: number): string {
    return this.#config.random(bytes).toString('hex').toUpperCase();
  }
}

/** As in a form: a plus for a space, and codes for all but letters, digits, a slash and `-_.*`. */
function encodeKey(key: string): string {
  return new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');
}
