import type { Clock } from '../../clock.ts';
import type { HintWriter } from '../commit.ts';
import type { Place } from '../hints/table.ts';
import type { Entry, LinkStore } from '../store.ts';
import { grouped } from './grouped.ts';
import { patiently } from './patience.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const READS = { size: 100, atOnce: 4 };
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const WRITES = { size: 25, atOnce: 8 };

type Tables = { store: LinkStore } & HintWriter;
type Time = { clock: Clock; until: number };

/**
 * The tables as many links see them that are made at once: what they read and the hints they write go into shared requests. Each
 * link itself is written as ever, by its own condition, once its hints are there.
 */
export function sharedTables({ store, hints }: Tables, time: Time): Tables {
  return { store: sharedReads(store, time), hints: sharedWrites(hints, time) };
}

function sharedReads(store: LinkStore, time: Time): LinkStore {
  const read = grouped<{ key: string; found?: Entry | undefined }>(async asked => {
    const keys = asked.map(({ key }) => key);
    const entries = await patiently(() => store.getAll(keys, { consistent: true }), time);
    for (const each of asked) each.found = entries.get(each.key);
  }, READS);
  return {
    ...store,
    get: async key => {
      const asked: { key: string; found?: Entry } = { key };
      await read([asked]);
      return asked.found;
    },
    // Who comes second by its own first try is told that it is there.
    put: (entry, expected) => patiently(() => store.put(entry, expected), time),
  };
}

function sharedWrites(hints: HintWriter['hints'], time: Time): HintWriter['hints'] {
  const write = grouped<Place>(items => patiently(() => hints.write(items), time), WRITES);
  const remove = grouped<Place>(items => patiently(() => hints.remove(items), time), WRITES);
  return { write, remove };
}
