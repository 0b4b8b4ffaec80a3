import { SERIES, type Series } from './series.ts';

/** How many of each series in each hour of a month, by the hour's number; hours in which nothing was are not among them. */
export type Hours = Map<number, Partial<Record<Series, number>>>;

export function addHours(hours: Hours, more: Hours): void {
  for (const [hour, counts] of more) {
    const sum = hours.get(hour) ?? {};
    for (const [series, number] of Object.entries(counts) as [Series, number][])
      sum[series] = (sum[series] ?? 0) + number;
    hours.set(hour, sum);
  }
}

/**
 * Writes hours in as few bytes as may be, for an item's price is by its size: for each series its number in `SERIES`, how many hours it
 * has, and of each hour how many hours it lies behind the last one, and the count. All are LEB128 integers, the counts in zigzag.
 */
export function packHours(hours: Hours): Uint8Array {
  const bytes: number[] = [];
  const ordered = [...hours].sort(([one], [other]) => one - other);
  for (const [number, series] of SERIES.entries()) {
    const counted = ordered.flatMap(([hour, counts]) =>
      counts[series] ? [[hour, counts[series]] as const] : [],
    );
    if (counted.length === 0) continue;
    write(bytes, number);
    write(bytes, counted.length);
    let last = 0;
    for (const [hour, count] of counted) {
      write(bytes, hour - last);
      write(bytes, count < 0 ? -2 * count - 1 : 2 * count);
      last = hour;
    }
  }
  return Uint8Array.from(bytes);
}

/** Reads what `packHours` wrote. */
export function unpackHours(bytes: Uint8Array): Hours {
  const hours: Hours = new Map();
  const place = { at: 0 };
  while (place.at < bytes.length) {
    const series = SERIES[read(bytes, place)];
    const length = read(bytes, place);
    let hour = 0;
    for (let index = 0; index < length; index++) {
      hour += read(bytes, place);
      const zigzag = read(bytes, place);
      const count = zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
      // A series of a later version is passed over.
      if (!series) continue;
      let counts = hours.get(hour);
      if (!counts) {
        counts = {};
        hours.set(hour, counts);
      }
      counts[series] = (counts[series] ?? 0) + count;
    }
  }
  return hours;
}

function write(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

function read(bytes: Uint8Array, place: { at: number }): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = bytes[place.at++];
    if (byte === undefined) throw new RangeError('Hours end in the middle of a number');
    value += (byte % 128) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
}
