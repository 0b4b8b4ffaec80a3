import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { isBroken } from '../../core/logs/entry.ts';
import { readLog, readLogBatches } from '../../core/logs/read.ts';

/** What a process that has read a file tells. */
export interface Read {
  lines: number;
  broken: number;
  seconds: number;
  cpuSeconds: number;
  peakBytes: number;
}

type Counts = Pick<Read, 'lines' | 'broken'>;

/** Each reads the file in its own way, and counts its lines. */
const PARTIES: Readonly<Record<string, (file: string) => Promise<Counts>>> = {
  split: file => split(file, () => undefined),
  parse: file => split(file, JSON.parse),
  read: async file => {
    const counts: Counts = { lines: 0, broken: 0 };
    for await (const item of readLog(createReadStream(file))) counts[isBroken(item) ? 'broken' : 'lines']++;
    return counts;
  },
  batches: async file => {
    const counts: Counts = { lines: 0, broken: 0 };
    for await (const items of readLogBatches(createReadStream(file)))
      for (const item of items) counts[isBroken(item) ? 'broken' : 'lines']++;
    return counts;
  },
};

/** The least that yields lines: the file unzipped, made text and split. */
async function split(file: string, each: (line: string) => void): Promise<Counts> {
  const decoder = new StringDecoder();
  let [lines, rest] = [0, ''];
  for await (const chunk of createReadStream(file).pipe(createGunzip())) {
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop() ?? '';
    lines += parts.length;
    for (const line of parts) each(line);
  }
  return { lines, broken: 0 };
}

const [party = '', file = ''] = process.argv.slice(2);
const before = { at: performance.now(), cpu: process.cpuUsage() };
const counts = await PARTIES[party]?.(file);
const { user, system } = process.cpuUsage(before.cpu);
process.stdout.write(
  JSON.stringify({
    ...counts,
    seconds: (performance.now() - before.at) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
