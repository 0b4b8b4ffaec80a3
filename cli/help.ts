/** What each command is for: its line, and what it may be told. */
const COMMANDS = {
  key: {
    line: ['key --table NAME [--name TEXT]', 'make an API key and print it, once'],
    options: [['--scopes LIST', 'what it may be used for: links:read,links:write,stats:read,pages (admin)']],
  },
  classify: {
    line: ["classify 'USER-AGENT' …", 'who a client is, what it gets, and why; - reads one of each line'],
    options: [
      ['--stage NAME', "by that stage's settings (the defaults)"],
      ['--accept TYPE', 'for a client that sends this Accept header'],
      ['--json', 'the verdict as JSON, one on each line'],
    ],
  },
  audit: {
    line: [
      'audit URL …',
      'whether crawlers get what people see: opens each page as both and says what differs',
    ],
    options: [
      ['--sitemap URL', 'pages of a sitemap, of each kind of address some'],
      ['--site URL', "take the sitemap's paths for pages of this site, such as http://localhost:4001"],
      ['--sample N', 'so many of them (50)'],
      ['--seed N', 'others than without it; the same ones each time (0)'],
      ['--report FILE.html', 'what differs as one file, with pictures of both side by side'],
      ['--at-once N', 'so many pages at a time (two for each processor)'],
      ['--render', "the crawler's page is rendered here, instead of what the site serves"],
      ['--user-agent TEXT', 'the crawler to ask the site as (an Amazonbot)'],
      ['--allow ORIGIN', 'while it is rendered it may reach this origin, though it is not public'],
      ['--stage NAME', 'whose pageParameters in infra/settings.yml count (dev)'],
      ['--scroll', 'the person reads down to the end'],
      ['--ignore REGEXP', 'leaves out lines that match, such as the time of day'],
      ['--json', 'each page as JSON, one on each line'],
      ['', 'ends with 0: all the same, 1: something differs, 2: a page could not be opened'],
    ],
  },
  warm: {
    line: ['warm --sitemap URL', 'have the pages of a sitemap rendered, and wait for them'],
    options: [
      ['--site URL', "take the sitemap's paths for pages of this site, such as http://localhost:4001"],
      ['--api URL', "the short domain's address (http://localhost:4000)"],
      ['--key KEY', 'an API key ($SIGNPOST_KEY)'],
      ['--all', 'those that are up to date, too'],
    ],
  },
  links: {
    line: [
      'links import FILE | check FILE | export [FILE]',
      'bring the links of another service here, see whether they lead where they did, or write all links as CSV or JSON Lines',
    ],
    options: [
      ['--api URL', "the short domain's address (http://localhost:4000)"],
      ['--key KEY', 'an API key ($SIGNPOST_KEY)'],
      ['--domain NAME', 'the short domain they shall be of; of an export: only that one’s'],
      ['', 'import checks all of the file, says what would be done, and writes nothing without --apply'],
      ['--apply', 'make the links; the same command goes on where it was stopped'],
      ['--from NAME', 'bitly, dub, rebrandly, short.io, shlink, yourls, kutt or signpost (by the file)'],
      ['--only HOST', 'those that had this host there'],
      ['--tag TEXT', 'give each this tag, too; may be repeated'],
      ['--on-collision WORD', 'a slug that is another link’s: skip the row, or rename it to SLUG-2 (skip)'],
      ['--forward-query', 'have links pass on what stands behind "?", where the file does not say'],
      ['--without-passwords', 'take links that had a password, as links that anybody may follow'],
      ['', 'check follows each short url of the file, needs no key, and tells those that lead elsewhere'],
      ['--at URL', 'where it is asked for --domain: a distribution to which DNS does not lead yet'],
      ['--with-old', 'compare with what --domain answers where DNS leads, not with the file'],
      [
        '--query TEXT',
        'ask both with this behind "?", and tell where one passes it on and the other does not',
      ],
      ['--format csv|jsonl', 'of an export (by the name of its file, or jsonl)'],
      ['', 'ends with 0: all of them, 1: some are left out'],
    ],
  },
  mcp: {
    line: ['mcp', 'serve assistants (Model Context Protocol) over stdin and stdout'],
    options: [
      ['--api URL', "the short domain's address (http://localhost:4000)"],
      ['--key KEY', 'an API key ($SIGNPOST_KEY)'],
    ],
  },
  upload: {
    line: ['upload DIR', 'bring the app in DIR, as its build wrote it, into the bucket; index.html last'],
    options: [
      ['--stage NAME', "of that stage's stack"],
      ['--bucket NAME', 'or the bucket itself'],
      ['--keep-days N', 'how long files of earlier builds stay (30)'],
      [
        '--hashed FOLDER',
        'where every file has a hash in its name and is kept for ever (assets); may be repeated',
      ],
    ],
  },
  recount: {
    line: [
      'recount --stage NAME --since DAY',
      'score the kept logs again, by what is known of clients and links now; such as 2026-11-30',
    ],
    options: [
      ['--until DAY', 'to the end of this day (today)'],
      ['', 'days are UTC’s, and no older than 89 days. Ends with 1 where counts had to stay as they were'],
    ],
  },
  webhooks: {
    line: ['webhooks test --stage NAME', 'have each webhook of a stage sent a test, and say what it answers'],
    options: [['', 'ends with 1 where one did not take it']],
  },
  preflight: {
    line: [
      'preflight --stage NAME',
      'what a deploy would stumble over in this account; makes what is missing where it may',
    ],
    options: [],
  },
} satisfies Record<string, { line: string[]; options: string[][] }>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

/** Whether arguments ask for help; what follows `--` is no option. */
export const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some(arg => arg === '--help' || arg === '-h');
};

const COLUMN = 33;

const SPEAK_TO_AWS: CommandName[] = ['key', 'upload', 'recount', 'webhooks', 'preflight'];
const WHERE = `Commands that speak to AWS (us-east-1) do so with the credentials of your shell, as the AWS CLI does.
To speak to a local cloud, set AWS_ENDPOINT_URL to the address it printed.
`;

/** What `signpost help` prints, or `signpost COMMAND --help`. */
export function helpOn(command = ''): string {
  if (isCommand(command)) {
    const where = SPEAK_TO_AWS.includes(command) ? `\n${WHERE}` : '';
    return `Usage: signpost COMMAND\n\n${linesOf(command)}${where}`;
  }
  const all = COMMAND_NAMES.map(linesOf).join('');
  return `Usage: signpost COMMAND\n\n${all}${row('  help', 'this text; `signpost COMMAND --help`: of one command')}\n${WHERE}`;
}

function linesOf(name: CommandName): string {
  const { line, options } = COMMANDS[name];
  const [usage = '', what = ''] = line;
  return [
    row(`  ${usage}`, what),
    ...options.map(([option = '', meaning = '']) => row(`      ${option}`, meaning)),
  ].join('');
}

const row = (left: string, right: string) => `${`${left} `.padEnd(COLUMN)}  ${right}\n`;
