import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, temporaryFolder, until } from '../e2e/cloud.ts';

/** A fenced block of a page. */
export interface Block {
  language: string;
  text: string;
}

/** A block of commands, and the block behind it, which shows what they print. */
export interface Command {
  command: string;
  answer: Block | undefined;
}

/** The fenced blocks of a page, in its order. */
export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text: text.trim(),
  }));

/** The commands of a page that speak to the local cloud, or only tell something. */
export const commandsOf = (page: Block[]): Command[] =>
  page.flatMap((block, at) =>
    block.language === 'sh' &&
    /curl |signpost (links|classify|audit http:\/\/localhost)|start .*--help|run cost |npm run \w+ -s/.test(
      block.text,
    )
      ? [{ command: block.text.replace(/\\\n */g, ''), answer: page[at + 1] }]
      : [],
  );

/** A local cloud as a reader of the pages starts it, on other ports. */
export interface Terminal {
  /** What `npm start` has printed so far. */
  printed(): string;
  /** Runs a page's command in bash against this cloud, the first `npx signpost` through npm; answers what it printed, as it came. */
  run(command: string): Promise<string>;
  /** A text as the pages have it: on their ports, with spaces and times that may differ left out. */
  asOnPage(text: string): string;
  /** Ends the cloud and removes its data. */
  stop(): Promise<void>;
}

/** Has bash run what `npx signpost` comes to: npm takes ten times as long to find the command as the command does. */
const withoutNpm = (file: string) => `npx() {
  if [ "$1" = signpost ]; then node ${file} "\${@:2}"; else command npx "$@"; fi
}
`;

// Replaced in one go: a free port may begin with the digits of another.
const ADDRESS = /http:\/\/localhost:\d+/g;

/**
 * Starts the local cloud by `npm start`'s own script, with further arguments.
 *
 * @throws never for a cloud that does not come up: then `printed` says why
 */
export async function openTerminal(...further: string[]): Promise<Terminal> {
  const { scripts, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const folder = await temporaryFolder();
  const cloud = spawn(process.execPath, [...scripts.start.split(' ').slice(1), ...further], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', SITE_PORT: '0', DATA_DIR: folder.data, API_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [cloud.stdout, cloud.stderr])
    stream.on('data', chunk => {
      printed += chunk;
    });
  await until(() => printed.includes('Ctrl-C ends it') || cloud.exitCode !== null);

  const address = (name: string) => new RegExp(`^ *${name} +(http\\S+)`, 'm').exec(printed)?.[1] ?? 'none';
  const ports = new Map([
    [address('short domain'), 'http://localhost:4000'],
    [address('site'), 'http://localhost:4001'],
  ]);
  let hasAskedNpm = false;
  return {
    printed: () => printed,
    async run(command) {
      const through = hasAskedNpm ? withoutNpm(bin.signpost) : '';
      hasAskedNpm ||= command.includes('npx signpost');
      const [, KEY = ''] = /API key +(\S+)/.exec(printed) ?? [];
      const here = command.replace(ADDRESS, at =>
        at === 'http://localhost:4000'
          ? address('short domain')
          : at === 'http://localhost:4001'
            ? address('site')
            : at,
      );
      const { stdout } = await promisify(execFile)('bash', ['-c', through + here], {
        env: { ...process.env, KEY },
      });
      return stdout;
    },
    asOnPage: text =>
      text
        .replace(ADDRESS, at => ports.get(at) ?? at)
        .replaceAll('\r', '')
        .replace(/[\d.]+ (ms|s)\b/g, '… $1')
        .replace(/ +/g, ' ')
        .trim(),
    async stop() {
      if (cloud.exitCode === null) {
        cloud.kill('SIGINT');
        await once(cloud, 'exit');
      }
      await folder.remove();
    },
  };
}

/** A regular expression for a text in which "…" stands for anything. */
export const pattern = (text: string): string =>
  text
    .split('…')
    .map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^]*?');
