import type { LogEntry } from '../logs/entry.ts';
import { batchesOf, bodyOf, byStream } from './batch.ts';
import type { LokiClient } from './client.ts';
import { type LokiLine, lateLine, lineOf } from './line.ts';
import type { Reason, Refusal } from './refusal.ts';

/** What became of a file's lines. */
export interface Shipped {
  lines: number;
  /** Those that Loki took into a stream of their own hour. */
  late: number;
  /** Those that Loki never takes, by its reason. */
  refused: Partial<Record<Reason, number>>;
}

/** It broke off; `cause` says why. */
export class ShippedInPart extends Error {
  /** So many entries from the beginning on are done. */
  readonly done: number;

  constructor(done: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.done = done;
  }
}

/**
 * Sends entries to Loki in their order; each is taken once however often this is called with the same.
 *
 * @param from how many at the beginning are done already
 * @returns what became of the others, when each was taken or is refused for good
 * @throws ShippedInPart when Loki cannot be reached or takes nothing of ours, or `entries` throws
 */
export async function ship(entries: AsyncIterable<LogEntry>, client: LokiClient, from = 0): Promise<Shipped> {
  return await shipLines(linesOf(entries, from), client, from);
}

/** Sends lines in the same way; `done` of what is thrown begins with `from`. */
export async function shipLines(
  lines: AsyncIterable<LokiLine>,
  client: LokiClient,
  from = 0,
): Promise<Shipped> {
  const shipment = new Shipment(client);
  let done = from;
  try {
    for await (const batch of batchesOf(lines)) {
      await shipment.send(batch);
      done += batch.length;
    }
  } catch (error) {
    throw new ShippedInPart(done, error);
  }
  return shipment.shipped;
}

async function* linesOf(entries: AsyncIterable<LogEntry>, from: number): AsyncGenerator<LokiLine> {
  let place = 0;
  for await (const entry of entries) {
    if (place >= from) yield lineOf(entry, place);
    place++;
  }
}

class Shipment {
  readonly shipped: Shipped = { lines: 0, late: 0, refused: {} };
  readonly #client: LokiClient;

  constructor(client: LokiClient) {
    this.#client = client;
  }

  /**
   * Sends lines until Loki has taken all but those it never takes. An answer of 400 does not say which these are, nor whether
   * the others were taken; so they are told by what it says, or else found by halves, and the others are sent again.
   */
  async send(lines: readonly LokiLine[], isLate = false): Promise<void> {
    if (lines.length === 0) return;
    const refusal = await this.#client.push(bodyOf(lines));
    if (refusal) return await this.#withoutRefused(lines, refusal, isLate);
    this.shipped.lines += lines.length;
    if (isLate) this.shipped.late += lines.length;
  }

  async #withoutRefused(lines: readonly LokiLine[], refusal: Refusal, isLate: boolean): Promise<void> {
    const streams = byStream(lines);
    if (refusal.reason === 'tooFarBehind' && streams.size > 1) {
      for (const own of streams.values()) await this.send(own, isLate);
      return;
    }
    const refused = lines.filter(line => refusal.isOf(line));
    if (refused.length > 0) {
      await this.#giveUp(refused, refusal.reason, isLate);
      await this.send(
        lines.filter(line => !refusal.isOf(line)),
        isLate,
      );
    } else if (lines.length === 1) {
      await this.#giveUp(lines, refusal.reason, isLate);
    } else {
      const middle = Math.ceil(lines.length / 2);
      await this.send(lines.slice(0, middle), isLate);
      await this.send(lines.slice(middle), isLate);
    }
  }

  /** What is too old for its stream only goes into another one. */
  async #giveUp(lines: readonly LokiLine[], reason: Reason, isLate: boolean): Promise<void> {
    if (reason === 'tooFarBehind' && !isLate) return await this.send(lines.map(lateLine), true);
    this.shipped.refused[reason] = (this.shipped.refused[reason] ?? 0) + lines.length;
  }
}
