import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { systemClock as clock } from '../core/clock.ts';
import { CSV_HEAD, csvRowOf } from '../core/imports/services/signpost.ts';
import { parseJson } from '../core/json.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { LinksClient } from './links-client.ts';
import { progressOn, rate } from './progress.ts';

const FORMATS = {
  csv: { head: CSV_HEAD, row: csvRowOf },
  jsonl: { head: '', row: (link: object) => `${JSON.stringify(link)}\n` },
};

interface ExportFlags extends ConnectionOptions {
  format?: keyof typeof FORMATS | undefined;
  domain?: string | undefined;
}

/** How far an export is, written beside its file. */
const Kept = z.object({
  of: z.string(),
  next: z.string(),
  bytes: z.number().int(),
  links: z.number().int(),
  passwords: z.number().int(),
});
type Kept = z.infer<typeof Kept>;

/** Where rows go: a file that can be gone on with, or stdout. */
interface Sink {
  /** What was there before, where it goes on. */
  kept: Kept | undefined;
  write(text: string): Promise<void>;
  /** Writes down that all until here is written, and where to go on. */
  note(next: string, links: number, passwords: number): Promise<void>;
  end(isDone: boolean): Promise<void>;
}

/**
 * `signpost links export`: writes all links that the key may see, the oldest first; the deleted ones are not among them.
 *
 * @returns the exit status
 * @throws an error of one sentence for wrong arguments, and an API that refuses
 */
export async function exportCommand(file: string | undefined, options: ExportFlags): Promise<number> {
  const { format = file?.endsWith('.csv') ? 'csv' : 'jsonl', domain } = options;
  const { api, key } = connectionOf(options);
  const client = new LinksClient({ api, key, fetch, clock });
  const { head, row } = FORMATS[format];
  const sink = file === undefined ? stdout() : await fileSink(file, JSON.stringify({ format, domain, api }));
  const before = sink.kept?.links ?? 0;
  const progress = progressOn(process.stderr, clock, (count: number, seconds) => ({
    done: count,
    total: count,
    text: `${count} links, ${rate(count - before, seconds)} links/s`,
  }));
  let { next, links = 0, passwords = 0 } = sink.kept ?? ({} as Partial<Kept>);
  let isDone = false;
  try {
    if (!sink.kept) await sink.write(head);
    do {
      const page = await client.page(next, domain);
      await sink.write(page.links.map(row).join(''));
      links += page.links.length;
      passwords += page.links.filter(({ hasPassword }) => hasPassword === true).length;
      next = page.next;
      if (next !== undefined) await sink.note(next, links, passwords);
      progress.show(links);
    } while (next !== undefined);
    isDone = true;
  } finally {
    progress.end();
    await sink.end(isDone);
  }
  process.stderr.write(summary(links, passwords, file));
  return 0;
}

const summary = (links: number, passwords: number, file: string | undefined) =>
  [
    `${links} links${file === undefined ? '' : ` in ${file}`}; deleted ones are not among them`,
    ...(passwords > 0
      ? [`  ${passwords} have a password, which nobody can export: hasPassword says which`]
      : []),
    '',
  ].join('\n');

function stdout(): Sink {
  return {
    kept: undefined,
    write: text =>
      new Promise((resolve, reject) =>
        process.stdout.write(text, error => (error ? reject(error) : resolve())),
      ),
    note: async () => undefined,
    end: async () => undefined,
  };
}

/** @param of all that decides what is in the file */
async function fileSink(file: string, of: string): Promise<Sink> {
  const path = `${file}.signpost-export`;
  const { data } = Kept.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
  const kept = data?.of === of ? data : undefined;
  const handle = await open(file, kept ? 'r+' : 'w').catch(error => {
    throw new Error(`${file} cannot be written: ${error.message}`);
  });
  let bytes = kept?.bytes ?? 0;
  if (kept) await handle.truncate(bytes); // what was written since belongs to a page that is asked for again
  return {
    kept,
    write: async text => {
      const content = Buffer.from(text);
      await handle.write(content, 0, content.length, bytes);
      bytes += content.length;
    },
    note: async (next, links, passwords) => {
      const partial = `${path}.${process.pid}`;
      await writeFile(partial, JSON.stringify({ of, next, bytes, links, passwords } satisfies Kept));
      await rename(partial, path);
    },
    end: async isDone => {
      await handle.close();
      if (isDone) await rm(path, { force: true });
    },
  };
}
