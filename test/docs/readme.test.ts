import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT, temporaryFolder, until } from '../e2e/cloud.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest: {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
} = JSON.parse(read('package.json'));

interface Block {
  language: string;
  text: string;
}

const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text: text.trim(),
  }));

const README = blocksOf(read('README.md'));
/** The pages whose commands are tried, one after the other. */
const TRIED = [
  README,
  ...['links', 'keys', 'clicks', 'crawlers-of-the-site', 'moving', 'assistants'].map(page =>
    blocksOf(read(`docs/${page}.md`)),
  ),
];

describe('what the README and the guides to links, keys, clicks and crawlers say of the local cloud', () => {
  let remove: () => Promise<void>;
  let cloud: ChildProcess;
  /** What `npm start` has printed so far. */
  let printed = '';

  // Replaced in one go: a free port may begin with the digits of another.
  const ADDRESS = /http:\/\/localhost:\d+/g;

  /** The text as the README has it: on its ports, with spaces and times that may differ left out. */
  const asInReadme = (text: string) =>
    text
      .replace(ADDRESS, address =>
        address === printedAddress('short domain')
          ? 'http://localhost:4000'
          : address === printedAddress('site')
            ? 'http://localhost:4001'
            : address,
      )
      .replaceAll('\r', '')
      .replace(/[\d.]+ (ms|s)\b/g, '… $1')
      .replace(/ +/g, ' ')
      .trim();

  const printedAddress = (name: string) =>
    new RegExp(`^ *${name} +(http\\S+)`, 'm').exec(printed)?.[1] ?? 'none';

  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    const [, ...args] = (manifest.scripts.start ?? '').split(' ');
    cloud = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', SITE_PORT: '0', DATA_DIR: folder.data, API_KEY: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [cloud.stdout, cloud.stderr])
      stream?.on('data', chunk => {
        printed += chunk;
      });
    await until(() => printed.includes('Ctrl-C ends it') || cloud.exitCode !== null);
  });

  afterAll(async () => {
    if (cloud.exitCode === null) {
      cloud.kill('SIGINT');
      await once(cloud, 'exit');
    }
    await remove();
  });

  // In the order of the page: a command may need what the one before it made.
  const commands = TRIED.flatMap(page =>
    page.flatMap((block, at) =>
      block.language === 'sh' && /curl |signpost links/.test(block.text)
        ? [{ command: block.text.replace(/\\\n */g, ''), answer: page[at + 1] }]
        : [],
    ),
  );

  test('there are commands to try, and each is followed by its answer', () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  test.each(commands)('$command', async ({ command, answer }) => {
    const [, KEY = ''] = /API key +(\S+)/.exec(printed) ?? [];
    const here = command.replace(ADDRESS, address =>
      printedAddress(address.endsWith(':4000') ? 'short domain' : 'site'),
    );
    const { stdout } = await promisify(execFile)('bash', ['-c', here], { env: { ...process.env, KEY } });
    expect(asInReadme(stdout)).toMatch(new RegExp(`^${pattern(asInReadme(answer?.text ?? ''))}$`));
    // "…" stands for a value, never for fields that a reader would want to know of.
    const fields = (text: string) => [...text.matchAll(/"(\w+)":/g)].map(([, name]) => name);
    if (answer?.text.startsWith('{') && !answer.text.includes('[…]'))
      expect(fields(answer.text)).toEqual(fields(stdout));
  });

  const answers = new Set(commands.map(({ answer }) => answer));
  const screens = README.filter(block => block.language === 'text' && !answers.has(block));

  test('there is something of the first terminal to see', () => {
    expect(screens).toHaveLength(2);
  });

  test.each(screens)('the first terminal shows: $text', async ({ text }) => {
    for (const part of text.split(/\n\n|\n(?=short|site {3})/))
      expect(asInReadme(printed)).toMatch(new RegExp(pattern(asInReadme(part))));
  });
});

/** A regular expression for a text in which "…" stands for anything. */
const pattern = (text: string) =>
  text
    .split('…')
    .map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^]*?');

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs'), ...markdownIn('examples')];

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => relative(ROOT, join(entry.parentPath, entry.name)));
}

describe.each(DOCUMENTS)('%s', path => {
  const markdown = read(path);
  const prose = markdown.replace(/^```\w*\n.*?^```$/gms, '');

  test('every link leads somewhere', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter(link => {
      if (/^https?:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(ROOT, path) : join(ROOT, dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('every path it names exists', () => {
    const named = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter(looksLikePath);
    const missing = named.filter(
      name => !existsSync(join(ROOT, name)) && !existsSync(join(ROOT, dirname(path), name)),
    );
    expect(missing).toEqual([]);
  });

  test('every script it names is in package.json', () => {
    const scripts = [...markdown.matchAll(/\bnpm (?:run ([\w-]+)|(start|test)\b)/g)];
    const missing = scripts.map(([, run, own]) => run ?? own ?? '').filter(name => !manifest.scripts[name]);
    expect(missing).toEqual([]);
  });
});

/** GitHub's names for headings: https://github.com/gjtorikian/html-pipeline/blob/v2.14.3/lib/html/pipeline/toc_filter.rb */
const anchorsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const IGNORED = read('.gitignore')
  .split('\n')
  .map(line => line.replace(/\/$/, ''));
/** Prefixes of the bucket, what an app's build writes, media types, our own package, and settings of assistants. */
const ELSEWHERE = [
  'app',
  'snapshots',
  'assets',
  'index.html',
  'text',
  'signpost',
  '.vscode',
  'claude_desktop_config.json',
];

/** `infra/settings.yml`, `core/` or `package.json`, and neither a path of a URL nor the name of a package. */
function looksLikePath(code: string): boolean {
  const [first = ''] = code.split('/');
  if (!/^\.?[\w-][\w.-]*(\/[\w.-]+)*\/?$/.test(code) || IGNORED.includes(first) || ELSEWHERE.includes(first))
    return false;
  return code.includes('/') || /\.(cjs|js|json|md|mjs|svg|tsx?|yml)$/.test(code);
}

test('what a newcomer is told to run is what CI runs', () => {
  const told = README.filter(({ language }) => language === 'sh').map(({ text }) => text);
  expect(told).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']));
  const lines = read('.ci/run').split('\n');
  const run = lines.filter(line => line !== '' && !line.startsWith('#') && !line.startsWith('set '));
  expect(run).toEqual(['npm ci && npm test']);
});

test('every output and setting that deploying names is there', () => {
  const guide = read('docs/deploy.md');
  const outputs = [...guide.matchAll(/`([A-Z]\w+(?:Name|Domain|Id))`/g)].map(([, name = '']) => name);
  const settings = blocksOf(guide).flatMap(({ language, text }) =>
    language === 'yaml' ? [...text.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name) : [],
  );
  expect([outputs.length, settings.length].every(count => count > 3)).toBe(true);
  for (const name of outputs) expect(read('infra/outputs.yml')).toContain(`  ${name}:\n`);
  for (const name of settings) expect(read('infra/settings.yml')).toMatch(new RegExp(`^  ${name}:`, 'm'));
});

describe('the table of what a deploy would meet', () => {
  const rows = read('docs/deploy-checks.md')
    .split('\n')
    .filter(line => /^\| \d/.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );

  test('has a row for each fault that was found', () => {
    expect([...new Set(rows.map(([number]) => Number(number)))]).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 1),
    );
  });

  const named = rows.flatMap(([number, , , tests = '']) =>
    tests.split('; ').map(text => ({
      number,
      file: /^`([^`]+)`/.exec(text)?.[1] ?? text,
      names: [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
    })),
  );

  test.each(named)('row $number: $file has $names', ({ file, names }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    for (const name of names) expect(read(file)).toContain(name);
  });
});

test('every dependency has its row, with the version and the licence it has', () => {
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| (\S+) +\| (.+?) +\|/gm)];
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).map(name => {
    const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
    return `${name} ${version} ${license}`;
  });
  const listed = rows.map(([, name, version, license]) => `${name} ${version} ${license}`);
  expect(listed.sort()).toEqual(installed.sort());
});
