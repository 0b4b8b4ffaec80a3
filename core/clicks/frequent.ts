import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Those of very many values that were counted most, in bounded room: a Misra-Gries summary. When there are more values than room, as much
 * is taken off all counts as makes the smallest vanish, and that is added to `slack`: a value was counted no less often than stands
 * here, and at most `slack` more often; one that is not here at most `slack` times. While all fit it is exact. Of N counted ones `slack` is at most
 * N / (room + 1), however they are split into summaries that are added:
 * http://www.dimacs.rutgers.edu/~graham/pubs/html/AgarwalCormodeHuangPhillipsWeiYi12.html
 */
export interface Frequent {
  room: number;
  counts: Map<string, number>;
  slack: number;
}

export const noneOf = (room: number): Frequent => ({ room, counts: new Map(), slack: 0 });

/** Both together; the room is that of the second, so that it may be another one day. */
export function addFrequent(one: Frequent | undefined, other: Frequent): Frequent {
  const { room } = other;
  const counts = new Map(one?.counts);
  for (const [value, count] of other.counts) counts.set(value, (counts.get(value) ?? 0) + count);
  const slack = (one?.slack ?? 0) + other.slack;
  if (counts.size <= room) return { room, counts, slack };
  const cut = [...counts.values()].sort((a, b) => b - a)[room] ?? 0;
  const kept = [...counts].flatMap(([value, count]): [string, number][] =>
    count > cut ? [[value, count - cut]] : [],
  );
  return { room, counts: new Map(kept), slack: slack + cut };
}

/** Sorted and deflated: addresses of one site have much in common, and an item's price is by its size. */
export function packFrequent({ room, counts, slack }: Frequent): Uint8Array {
  const values = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return deflateRawSync(JSON.stringify([room, slack, values]));
}

/** Reads what `packFrequent` wrote. */
export function unpackFrequent(bytes: Uint8Array): Frequent {
  const [room, slack, values] = JSON.parse(inflateRawSync(bytes).toString()) as [
    number,
    number,
    [string, number][],
  ];
  return { room, slack, counts: new Map(values) };
}
