import type { Reading } from '../logs/bucket.ts';
import { fileId } from '../logs/file.ts';
import type { LokiClient } from './client.ts';
import { type Shipped, type ShippedInPart, ship } from './ship.ts';

/** Where it is noted what was shipped of each file, by the file's id. */
export interface ShipLedger {
  shipped(file: string): Promise<{ lines: number; isAll: boolean }>;
  shipPart(file: string, lines: number, now: number): Promise<void>;
  ship(file: string, now: number): Promise<void>;
}

/**
 * Ships what is in a file, unless that was done. Who is at it at the same time sends the same, which Loki drops.
 *
 * @returns what became of the lines; undefined where all were shipped before
 * @throws why it broke off, a ServiceFault among others; the same call again goes on
 */
export async function shipOnce(
  reading: Reading,
  shipper: LokiClient,
  ledger: ShipLedger,
  now: () => number,
): Promise<(Shipped & { broken: number }) | undefined> {
  const id = fileId(reading.file);
  const { lines: from, isAll } = await ledger.shipped(id);
  if (isAll) return undefined;
  const shipped = await ship(reading.entries(), shipper, from).catch(
    async ({ done, cause }: ShippedInPart) => {
      if (done > from) await ledger.shipPart(id, done, now());
      throw cause;
    },
  );
  const { broken } = await reading.end();
  await ledger.ship(id, now());
  return { ...shipped, broken };
}
