import { parseArgs } from 'node:util';
import { measureLists } from './links/list.ts';

const HELP = `Usage: npm run bench -- links [PART] [options]

  list         how long a page of links takes to find, and how many requests of the tables; the default

  --links N    how many links there are; 20000 without it
  --rounds N   how often each page is read, of which the median is shown; 15 without it
  --help       this text
`;

/** `npm run bench -- links`: what the links API costs, on the local cloud's tables. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      links: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '15' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [part = 'list'] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (part !== 'list') throw new Error(`there is no part "${part}". There is: list.`);
  await measureLists({ links: positive('links', values.links), rounds: positive('rounds', values.rounds) });
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${text}: this must be a whole number, 1 or more.`);
  return number;
}
