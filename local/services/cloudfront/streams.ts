import type { Socket } from 'node:net';
import { finished, pipeline, type Readable, Transform } from 'node:stream';
import type { Clock } from '../../../core/clock.ts';
import { DeadlinePassed } from './deadlines.ts';

/** Passes a body on as it comes, and ends it when nothing has come for too long. */
export class Paced extends Transform {
  readonly #clock: Clock;
  #since: number;
  /** How many have been passed on. */
  bytes = 0;

  constructor(source: Readable, clock: Clock, ms: number) {
    super();
    this.#clock = clock;
    this.#since = clock.now();
    const over = new AbortController();
    pipeline(source, this, () => over.abort());
    void this.#watch(source, ms, over.signal);
  }

  override _transform(chunk: Buffer, _: string, done: (error: null, chunk: Buffer) => void): void {
    this.#since = this.#clock.now();
    this.bytes += chunk.length;
    done(null, chunk);
  }

  async #watch(source: Readable, ms: number, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      if (this.writableNeedDrain) this.#since = this.#clock.now(); // it is the viewer who is slow
      const left = this.#since + ms - this.#clock.now();
      if (left <= 0) {
        source.destroy(new DeadlinePassed(`sent nothing for ${ms / 1000} s`));
        return;
      }
      await this.#clock.sleep(left, over);
    }
  }
}

/** "If CloudFront hasn't detected any bytes sent from the origin to the client within the past 10 minutes, the connection is
 * assumed to be idle": https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-websockets */
const SOCKET_IDLE_MS = 10 * 60 * 1000;
const LOOKS = 20;

/** Closes a WebSocket's connection to its origin when that has been silent for too long. */
export async function closeWhenIdle(socket: Socket, clock: Clock): Promise<void> {
  const over = new AbortController();
  finished(socket, () => over.abort());
  for (let before = -1, still = 0; !over.signal.aborted; ) {
    still = socket.bytesRead === before ? still + 1 : 0;
    before = socket.bytesRead;
    if (still === LOOKS) {
      socket.destroy();
      return;
    }
    await clock.sleep(SOCKET_IDLE_MS / LOOKS, over.signal);
  }
}
