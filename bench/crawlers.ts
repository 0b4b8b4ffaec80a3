import { parseArgs } from 'node:util';
import { loadPeers, ownDetectors } from './crawlers/detectors.ts';
import { routingOfFiles, routingOfList } from './crawlers/routing.ts';
import { sizes } from './crawlers/size.ts';
import { speed } from './crawlers/speed.ts';

const HELP = `Usage: npm run bench -- crawlers [options]

  --part NAME   routing, speed or size; more than once for several. Without it: all
  --data FILE   route the rows of this JSON file instead of npm's lists; more than once for one set of several files.
                Rows are { ua, kind: "human" | "crawler", category: "search-engine,…" },
                or { ua, label: "yes" | "no" | "person" | "switch" }
  --help        this text
`;

const PARTS = ['routing', 'speed', 'size'];

/** `npm run bench -- crawlers`: our decision beside other detectors, all in this one process. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      part: { type: 'string', multiple: true, default: [] },
      data: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  const unknown = values.part.find(part => !PARTS.includes(part));
  if (unknown) throw new Error(`--part ${unknown}: there is no such part. They are: ${PARTS.join(', ')}.`);
  const wants = (part: string) => values.part.length === 0 || values.part.includes(part);

  const peers = await loadPeers();
  if (wants('routing'))
    print(values.data.length > 0 ? routingOfFiles(values.data, peers) : routingOfList(peers));
  if (wants('speed')) print(speed([...ownDetectors(), ...peers], progress));
  if (wants('size')) print(await sizes(progress));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
