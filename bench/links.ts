import { parseArgs } from 'node:util';
import { BULK_PARTS, bulk } from './links/bulk.ts';
import { creates } from './links/creates.ts';
import { followed } from './links/follow.ts';
import { measureLists } from './links/list.ts';

const HELP = `Usage: npm run bench -- links [PART …] [options]

Without a part: all of them.

  follow       what it costs to follow a link: the function, its start, and all of the local cloud beside node:http
  list         how long a page of links takes to find, and how many requests of the tables
  creates      whether links are lost, overwritten or made twice by races and deaths
  batch        how fast many links are made by batches, and what that costs beside one request for each
  import       the same of the command that reads a file; and its memory
  export       the same of the command that writes one

  --rounds N   of the local cloud, and how often each page of links is read (9)
  --links N    how many links are listed (20000)
  --creates N  how often a link is asked for (100000)
  --bulk N     how many links batches make, and the commands import and export (100000)
  --help       this text
`;

const PARTS = ['follow', 'list', 'creates', 'batch', 'import', 'export'];

/** `npm run bench -- links`: what short links cost, and what becomes of them. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '9' },
      links: { type: 'string', default: '20000' },
      creates: { type: 'string', default: '100000' },
      bulk: { type: 'string', default: '100000' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  const unknown = positionals.find(part => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}". They are: ${PARTS.join(', ')}.`);
  const wants = (part: string) => positionals.length === 0 || positionals.includes(part);
  const [rounds, calls] = [positive('rounds', values.rounds), positive('creates', values.creates)];
  if (wants('follow')) print(await followed({ rounds }, progress));
  if (wants('list')) await measureLists({ links: positive('links', values.links), rounds });
  if (wants('creates')) print(await creates({ calls }, progress));
  const bulkParts = BULK_PARTS.filter(wants);
  if (bulkParts.length > 0)
    print(await bulk({ links: positive('bulk', values.bulk), parts: bulkParts }, progress));
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${text}: this must be a whole number, 1 or more.`);
  return number;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
