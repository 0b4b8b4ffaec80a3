import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { s3Fault, undefinedWhenMissing } from '../s3.ts';
import {
  compileIdentities,
  type Identities,
  type KnownIdentities,
  NO_IDENTITIES,
  parseIdentities,
} from './identities.ts';

/** No behaviour leads here, and the bucket's policy lets CloudFront read other prefixes only. */
export const IDENTITIES_KEY = 'crawlers/identities.json';

/** How long a function goes on with what it has read. */
const REMEMBER_MS = 5 * 60_000;

/** Identities in the site's bucket. */
export class IdentityStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #clock: Clock;
  #until = Number.NEGATIVE_INFINITY;
  #known = Promise.resolve(compileIdentities(NO_IDENTITIES, 0));

  constructor(s3: S3Client, bucket: string, clock: Clock) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#clock = clock;
  }

  /** What is kept; NO_IDENTITIES when nothing is, or nothing that can be read. Rejects with a ServiceFault. */
  async load(): Promise<Identities> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: IDENTITIES_KEY });
    const object = await this.#s3.send(command).catch(undefinedWhenMissing);
    const text = await object?.Body?.transformToString();
    return text === undefined ? NO_IDENTITIES : parseIdentities(text);
  }

  /** Rejects with a ServiceFault. */
  async save(identities: Identities): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: IDENTITIES_KEY,
      Body: JSON.stringify(identities),
      ContentType: 'application/json',
    });
    await this.#s3.send(command).catch(s3Fault);
  }

  /**
   * What is kept, ready to be asked; read again after five minutes. Never rejects: when it can't be read, what was read
   * before counts on, if only nothing, and the next request tries again.
   */
  known(): Promise<KnownIdentities> {
    const now = this.#clock.now();
    if (now >= this.#until) {
      this.#until = now + REMEMBER_MS;
      const before = this.#known;
      this.#known = this.load()
        .then(identities => compileIdentities(identities, now))
        .catch(() => {
          this.#until = now;
          return before;
        });
    }
    return this.#known;
  }
}
