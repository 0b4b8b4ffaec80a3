import { parseArgs } from 'node:util';
import { loaded, withBundles } from './crawlers/bundles.ts';
import { loadPeers } from './crawlers/detectors.ts';
import { missesIn, routingOfFiles, routingOfList } from './crawlers/routing.ts';
import { sizes } from './crawlers/size.ts';
import { speed } from './crawlers/speed.ts';

const HELP = `Usage: npm run bench -- crawlers [options]

  --part NAME   routing, speed or size; more than once for several. Without it: all
  --data FILE   route the rows of this JSON file instead of npm's lists; more than once for one set of several files.
                Rows are { ua, kind: "human" | "crawler", category: "search-engine,…" },
                or { ua, label: "yes" | "no" | "person" | "switch" }
  --misses      list the rows, too, that what we ship answers otherwise than their labels say
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
      misses: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  const unknown = values.part.find(part => !PARTS.includes(part));
  if (unknown) throw new Error(`--part ${unknown}: there is no such part. They are: ${PARTS.join(', ')}.`);
  const wants = (part: string) => values.part.length === 0 || values.part.includes(part);

  if (wants('routing')) {
    const peers = await loadPeers();
    print(values.data.length > 0 ? routingOfFiles(values.data, peers) : routingOfList(peers));
    if (values.misses) print(missesIn(values.data));
  }
  if (wants('speed') || wants('size'))
    await withBundles(async bundles => {
      if (wants('speed')) print(speed(bundles.map(loaded), progress));
      if (wants('size')) print(await sizes(bundles, progress));
    });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
