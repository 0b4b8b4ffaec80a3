import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import type { RequestRecord } from './context.ts';
import { hourOf, logKey } from './log-files.ts';
import { type LogField, logLine } from './log-line.ts';

/** Where the log of one distribution goes, and what is in it. */
export interface Delivery {
  distributionId: string;
  /** What the log calls the distribution's host. */
  domainName: string;
  fields: readonly LogField[];
  prefix: string;
  suffix: string;
  /** Puts a file into the bucket; rejects when it could not. */
  put(key: string, body: Buffer): Promise<void>;
}

interface Config {
  deliveries: readonly Delivery[];
  clock: Clock;
  random: RandomBytes;
  log(line: string): void;
}

/** The real one writes several files an hour, and whoever is at a laptop would see what became of a click. */
const GATHERED_MS = 2_000;

/**
 * Writes what CloudFront logs of each request into files, one for each distribution and hour, two seconds after their first line.
 * They are in memory until then: who kills the cloud loses the lines of two seconds at most, and who closes it none.
 */
export class LogDelivery {
  readonly #config: Config;
  readonly #end = new AbortController();
  /** Lines that are in no file yet, by the delivery and the hour in which their requests were answered. */
  #lines = new Map<Delivery, Map<string, string[]>>();
  #writing: Promise<void> = Promise.resolve();

  constructor(config: Config) {
    this.#config = config;
  }

  observe(record: RequestRecord): void {
    for (const delivery of this.#config.deliveries)
      if (delivery.distributionId === record.distributionId) this.#add(delivery, record);
  }

  /** Writes what is left. Called once nobody is answered any more. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#flush();
  }

  #add(delivery: Delivery, record: RequestRecord): void {
    if (this.#lines.size === 0) void this.#flushSoon();
    const byHour = this.#lines.get(delivery) ?? new Map<string, string[]>();
    this.#lines.set(delivery, byHour);
    const hour = hourOf(record.timestamp + record.ms);
    const lines = byHour.get(hour) ?? [];
    byHour.set(hour, lines);
    lines.push(logLine(record, delivery.fields, delivery.domainName));
  }

  async #flushSoon(): Promise<void> {
    await this.#config.clock.sleep(GATHERED_MS, this.#end.signal);
    await this.#flush();
  }

  /** One after the other, so that the last one knows of all before. */
  #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = new Map();
    this.#writing = this.#writing.then(async () => {
      for (const [delivery, byHour] of lines)
        for (const [hour, ofHour] of byHour) await this.#write(delivery, hour, ofHour);
    });
    return this.#writing;
  }

  async #write(delivery: Delivery, hour: string, lines: readonly string[]): Promise<void> {
    const key = logKey(delivery, hour, this.#config.random(4).toString('hex'));
    try {
      await delivery.put(key, await promisify(gzip)(`${lines.join('\n')}\n`));
    } catch (error) {
      this.#config.log(
        `${key} is lost, lines: ${lines.length}. ${error instanceof Error ? error.message : error}`,
      );
    }
  }
}
