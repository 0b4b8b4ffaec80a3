import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ServedLinks, serveLinks } from './served-links.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Three pages of a list. */
const COUNT = 210;

let served: ServedLinks;
let links: ServedLinks['links'];
let folder: string;

beforeAll(async () => {
  served = await serveLinks();
  links = served.links;
  folder = await mkdtemp(join(tmpdir(), 'signpost-links-command-'));
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

/** `signpost links …` as people run it. */
function signpost(...args: string[]) {
  const child = spawn(process.execPath, ['cli/signpost.js', 'links', ...args, '--api', served.api], {
    cwd: ROOT,
    env: { ...process.env, SIGNPOST_KEY: served.key },
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [code, signal]]) => ({ stdout, stderr, code: code as number | null, signal }),
  );
  return { child, ended };
}

const slugOf = (prefix: string, n: number) => `${prefix}-${String(n).padStart(3, '0')}`;

async function fileOf(prefix: string, count = COUNT): Promise<string> {
  const file = join(folder, `${prefix}.csv`);
  const rows = Array.from({ length: count }, (_, n) => `https://example.com/${n},${slugOf(prefix, n)},,,`);
  await writeFile(file, ['Long URL,Short code,Domain,Title,Tags', ...rows, ''].join('\n'));
  return file;
}

/** The slugs of all links, as the API lists them. */
async function listed(prefix: string): Promise<string[]> {
  const slugs: string[] = [];
  let cursor = '';
  do {
    const { body } = await links.ask('/api/links', {
      query: `q=${prefix}&limit=100${cursor && `&cursor=${cursor}`}`,
    });
    slugs.push(...body.links.map(({ slug }: { slug: string }) => slug));
    cursor = body.next ?? '';
  } while (cursor !== '');
  return slugs.sort();
}

const allOf = (prefix: string, count = COUNT) => Array.from({ length: count }, (_, n) => slugOf(prefix, n));

describe('signpost links import', () => {
  test('without --apply nothing is there afterwards, and the summary says what would be', async () => {
    const file = await fileOf('cmddry', 3);
    const { stdout, code } = await signpost('import', file).ended;
    expect([code, stdout]).toEqual([
      0,
      `3 rows of ${file}, an export of shlink\n        3 links would be made\nNothing was written. --apply makes the links.\n`,
    ]);
    expect(await listed('cmddry')).toEqual([]);
    expect(existsSync(`${file}.signpost-import`)).toBe(false);
  });

  test('--json: a line for each row that something is told of, and the counts; nothing else on stdout', async () => {
    await links.send('POST', '/api/links', { url: 'https://else.example/', slug: slugOf('cmdjson', 1) });
    const file = await fileOf('cmdjson', 3);
    const run = async (...flags: string[]) => {
      const { stdout, stderr, code } = await signpost('import', file, '--json', ...flags).ended;
      return {
        code,
        stderr,
        lines: stdout
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line)),
      };
    };
    const counts = {
      ...{ file, service: 'shlink', rows: 3, there: 0, renamed: 0, taken: 1, wrong: 0, other: 0, left: {} },
      isInterrupted: false,
    };
    const told = (will: string) => ({
      line: 3,
      text: expect.stringMatching(`^the slug "cmdjson-001" is taken by .*; the row ${will} left out$`),
    });
    expect(await run()).toEqual({
      ...{ code: 1, stderr: '' },
      lines: [told('would be'), { ...counts, isApplied: false, made: 2, hosts: {} }],
    });
    expect(await run('--apply')).toEqual({
      ...{ code: 1, stderr: '' },
      lines: [told('is'), { ...counts, isApplied: true, made: 2, hosts: {} }],
    });
  });

  test('killed while any of the requests that write is made, the same command goes on from there', async () => {
    // Two full requests, and one with the last row.
    const file = await fileOf('cmdkill', 501);
    /** Runs it, and kills it while it makes its request `at`, the check of all rows included; answers what it asked. */
    const killedAt = async (at: number) => {
      const asked: unknown[] = [];
      const { child, ended } = signpost('import', file, '--apply');
      served.heard = (path, body) => {
        if (path === '/api/links/batch' && asked.push(JSON.parse(body)) === at) child.kill('SIGKILL');
      };
      const { signal, code, stdout } = await ended;
      served.heard = () => undefined;
      // Links that are yet being made for the one that was killed would be in the way of the next, which would ask for them twice.
      await served.settled();
      return { signal, code, asked, stdout };
    };
    // Neither the check nor what was done is done once more: the second begins with the first request that writes.
    for (const [at, done] of [
      [2, 0],
      [2, 250],
      [2, 500],
    ] as const) {
      expect(await killedAt(at)).toMatchObject({ signal: 'SIGKILL', asked: { length: at } });
      expect(JSON.parse(await readFile(`${file}.signpost-import`, 'utf8'))).toMatchObject({ rows: done });
    }
    const last = await killedAt(Number.POSITIVE_INFINITY);
    expect(last).toMatchObject({ code: 0, stdout: expect.stringContaining(`501 rows of ${file}`) });
    expect(last.asked).toMatchObject([{ dryRun: false, links: [{ slug: slugOf('cmdkill', 500) }] }]);
    expect(await listed('cmdkill')).toEqual(allOf('cmdkill', 501));
    expect(existsSync(`${file}.signpost-import`)).toBe(false);
  }, 120_000);

  test('a file that was changed since is another one: it is checked, and what is there is found', async () => {
    const file = await fileOf('cmdother', 3);
    await writeFile(
      `${file}.signpost-import`,
      JSON.stringify({ of: 'another', rows: 2, counts: {}, left: {} }),
    );
    const { stdout, stderr } = await signpost('import', file, '--apply').ended;
    expect(stderr).toBe(
      `${file}.signpost-import is of ${file} as it was before, or of other options: all is checked anew, and what is there already is found\n`,
    );
    expect(stdout).toContain('3 links made');
    expect(await listed('cmdother')).toEqual(allOf('cmdother', 3));
  });

  test('two of the same file at once make each link once, those with another name, too', async () => {
    const taken = allOf('cmdtwo', 5).map(slug => ({ url: 'https://else.example/', slug }));
    await links.send('POST', '/api/links/batch', { links: taken });
    const file = await fileOf('cmdtwo');
    const both = ['import', file, '--apply', '--on-collision', 'rename'];
    const ended = await Promise.all([signpost(...both).ended, signpost(...both).ended]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const told = (what: RegExp) => ended.map(({ stdout }) => Number(what.exec(stdout)?.[1] ?? 0));
    const [made, there] = [told(/(\d+) links made/), told(/(\d+) are there already/)];
    expect(made.map((each, at) => each + (there[at] ?? 0))).toEqual([COUNT, COUNT]);
    // One whose answer was lost is asked for again, and is there then: it is counted as made by nobody.
    expect(made.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(COUNT);
    const renamed = taken.map(({ slug }) => `${slug}-2`);
    expect(await listed('cmdtwo')).toEqual([...allOf('cmdtwo'), ...renamed].sort());
    expect(existsSync(`${file}.signpost-import`)).toBe(false);
  }, 120_000);

  test('links of several hosts are told, and --only takes one, however it is written', async () => {
    const file = join(folder, 'hosts.csv');
    const hosts = ['go.a.example', 'go.a.example', 'bücher.example'];
    const rows = hosts.map((host, n) => `https://${host}/hosts-${n},https://example.com/${n}`);
    await writeFile(file, ['Short link,Destination URL', ...rows, ''].join('\n'));
    expect((await signpost('import', file).ended).stdout).toContain(
      '\n  they are of several hosts there: go.a.example (2), xn--bcher-kva.example (1); --only takes one\n',
    );
    const { stdout } = await signpost('import', file, '--only', 'BÜCHER.example').ended;
    expect(stdout).toMatch(/1 links would be made\n +2 of another host than xn--bcher-kva.example\nNothing/);
  });

  test('where it cannot be noted how far it is, nothing is made', async () => {
    const file = await fileOf('cmdnote', 2);
    await mkdir(`${file}.signpost-import`); // which no file can take the place of
    const { stderr, code } = await signpost('import', file, '--apply').ended;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/how far the import is cannot be noted: .*\. Put the file into a folder where/),
    ]);
    expect(await listed('cmdnote')).toEqual([]);
  });

  test.each(['/dev/null', '.', '/nowhere.csv'])('%s: a sentence', async file => {
    expect(await signpost('import', file).ended).toMatchObject({
      code: 2,
      stderr: `signpost links import: ${file} is no file\n\`signpost links import --help\` says how it is used.\n`,
    });
  });

  test('a file that cannot be read to its end makes no link at all', async () => {
    const file = await fileOf('cmdbroken', 3);
    await writeFile(file, `${await readFile(file, 'utf8')}"never closed,x,,,\n`);
    const { stderr, code } = await signpost('import', file, '--apply').ended;
    expect([code, stderr]).toEqual([
      1,
      `signpost links import: ${file}: a quote in the row at line 5 is never closed. Nothing behind that is read\n`,
    ]);
    expect(await listed('cmdbroken')).toEqual([]);
  });
});

describe('signpost links export', () => {
  test.each(['csv', 'jsonl'] as const)(
    'killed at any page, %s: the same command goes on, and none is missing or twice',
    async format => {
      const prefix = `cmdout${format}`;
      const made = await links.send('POST', '/api/links/batch', {
        links: allOf(prefix).map(slug => ({
          url: 'https://example.com/',
          slug,
          title: '=1+1',
          tags: ['a,b'],
        })),
      });
      expect(made.body.results.filter(({ status }: { status: number }) => status !== 201)).toEqual([]);
      const file = join(folder, `out.${format}`);
      let page = 0;
      const first = signpost('export', file);
      served.heard = () => {
        if (++page === 3) first.child.kill('SIGKILL');
      };
      expect((await first.ended).signal).toBe('SIGKILL');
      // And something was written since that nobody noted.
      await writeFile(file, `${await readFile(file, 'utf8')}half a li`);
      page = 0;
      served.heard = () => {
        page++;
      };
      const { stderr, code } = await signpost('export', file).ended;
      served.heard = () => undefined;
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^\d+ links in .*; deleted ones are not among them\n$/),
      ]);
      const content = await readFile(file, 'utf8');
      const own = content.split(/\r?\n/).filter(line => line.includes(prefix));
      expect(own).toHaveLength(COUNT);
      expect(allOf(prefix).filter(slug => !content.includes(slug))).toEqual([]);
      expect(existsSync(`${file}.signpost-export`)).toBe(false);
      if (format === 'csv') expect(own[0]).toContain(`,'=1+1,"[""a,b""]",`);
      // What was exported is there already, to the last setting.
      const { stdout } = await signpost('import', file).ended;
      expect(stdout).toMatch(/ +\d+ are there already\n {2}stay behind: .*\nNothing was written/);
      expect(stdout).not.toMatch(/would be|taken|wrong/);
    },
    120_000,
  );

  test('without a file the links are printed', async () => {
    const { stdout, code } = await signpost('export', '--format', 'csv').ended;
    expect([code, stdout.split('\r\n')[0]]).toEqual([0, expect.stringMatching(/^slug,domain,url,title/)]);
  });
});
