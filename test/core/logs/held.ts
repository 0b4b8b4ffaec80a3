import { gzipSync } from 'node:zlib';
import { isBroken } from '../../../core/logs/entry.ts';
import { readLog } from '../../../core/logs/read.ts';
import { chunksOf } from './read-all.ts';

/*
 * In a process of its own with --expose-gc: prints how much of a long log file is in memory while it is read, plain, zipped, and as
 * columns, by one who keeps some texts of every piece of it. What is only not collected yet does not count: how much that is is the
 * machine's affair.
 */

const LONG = 64 * 1024 * 1024;
const LINES = 2000;
const noise = (n: number) => Buffer.from(String(Math.sin(n))).toString('hex');
const path = (n: number) => `/${noise(n).repeat(5)}/${n}`;
const json = (n: number) => `{"timestamp(ms)":"1734528645492","cs-uri-stem":"${path(n)}"}`;
const columns = (n: number) => `2026-11-30\t05:00:00\tFRA\t1\t::1\tGET\td1.example\t${path(n)}\t301\t-\t-\t-`;
const batchOf = (line: (n: number) => string) =>
  Buffer.from(Array.from({ length: LINES }, (_, n) => `${line(n)}\n`).join(''));
/** A piece has more lines. */
const KEPT_EVERY = 100;

function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

for (const [batch, isZipped] of [
  [batchOf(json), false],
  [batchOf(json), true],
  [batchOf(columns), false],
] as const) {
  const chunk = isZipped ? gzipSync(batch) : batch;
  const rounds = Math.ceil(LONG / batch.length);
  const before = held();
  const kept: unknown[] = [];
  let [lines, grown] = [0, 0];
  for await (const item of readLog(chunksOf(Array.from({ length: rounds }, () => chunk)))) {
    if (++lines % KEPT_EVERY === 0 && !isBroken(item)) kept.push(item.path, Object.values(item.fields()));
    if (lines % 25_000 === 0) grown = Math.max(grown, held() - before);
  }
  process.stdout.write(
    `${JSON.stringify({ isWhole: lines === rounds * LINES, share: grown / (rounds * batch.length) })}\n`,
  );
}
