import { gzipSync } from 'node:zlib';
import { readLog } from '../../../core/logs/read.ts';
import { chunksOf } from './read-all.ts';

/*
 * In a process of its own with --expose-gc: prints how much of a long log file is in memory while it is read, plain and zipped. What is
 * only not collected yet does not count: how much that is is the machine's affair.
 */

const LONG = 64 * 1024 * 1024;
const LINES = 2000;
const noise = (n: number) => Buffer.from(String(Math.sin(n))).toString('hex');
const line = (n: number) => `{"timestamp(ms)":"1734528645492","cs-uri-stem":"/${noise(n).repeat(5)}/${n}"}\n`;
const batch = Buffer.from(Array.from({ length: LINES }, (_, n) => line(n)).join(''));
const rounds = Math.ceil(LONG / batch.length);

function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

for (const chunk of [batch, gzipSync(batch)]) {
  const before = held();
  let [lines, grown] = [0, 0];
  for await (const _ of readLog(chunksOf(Array.from({ length: rounds }, () => chunk))))
    if (++lines % 25_000 === 0) grown = Math.max(grown, held() - before);
  process.stdout.write(
    `${JSON.stringify({ isWhole: lines === rounds * LINES, share: grown / (rounds * batch.length) })}\n`,
  );
}
