/** Measures; asserts nothing. One file a bench, added here. */
interface Bench {
  about: string;
  load: () => Promise<{ run: (args: string[]) => Promise<void> }>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  crawlers: {
    about:
      'who gets the finished page, how fast that is decided, and how large it is; beside other detectors',
    load: () => import('./crawlers.ts'),
  },
  render: {
    about:
      "our renderer's speed, hostile pages and memory, beside prerender and the page itself on the same Chromium",
    load: () => import('./render.ts'),
  },
  freshness: {
    about:
      'a simulated site: how stale snapshots are with a budget, beside one render a day; and after a deploy',
    load: () => import('./freshness.ts'),
  },
  start: {
    about: 'from npm start to the first 301 and the first page, on a fresh copy of the project and again',
    load: () => import('./start.ts'),
  },
  command: {
    about: 'how long the command line takes to start, beside Node alone and other commands',
    load: () => import('./command.ts'),
  },
  links: {
    about:
      'what it costs to follow a link, to find some among many and to make many, and that none is lost, whoever dies',
    load: () => import('./links.ts'),
  },
  loads: {
    about: 'how long a fresh process takes to load each function, beside its budget',
    load: () => import('./loads.ts'),
  },
  logs: {
    about:
      "how fast CloudFront's log files are read, beside gunzip and split alone, and whether all clicks are counted",
    load: () => import('./logs.ts'),
  },
};

const HELP = `Usage: npm run bench -- NAME [options]

${Object.entries(BENCHES)
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  .join('\n')}

\`npm run bench -- NAME --help\` lists a bench's options. The tables go to stdout, the progress to stderr.
`;

const [name = '--help', ...args] = process.argv.slice(2);

try {
  await start();
} catch (error) {
  process.stderr.write(`bench ${name}: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench) throw new Error(`there is no such bench. They are: ${Object.keys(BENCHES).join(', ')}.`);
  await (await bench.load()).run(args);
}
