import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../e2e/cloud.ts';
import { blocksOf, commandsOf, openTerminal, pattern, type Terminal } from './terminal.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest: {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
} = JSON.parse(read('package.json'));

const README = blocksOf(read('README.md'));
const tutorial = blocksOf(read('docs/tutorial.md'));
/** Up to where it starts again, with another app: tutorial.test.ts has the rest. */
const TUTORIAL = tutorial.slice(
  0,
  tutorial.findIndex(({ text }) => text.startsWith('npm start -- --app')),
);
/** The pages whose commands are tried, one after the other. */
const TRIED = [
  README,
  TUTORIAL,
  ...[
    'local',
    'links',
    'keys',
    'clicks',
    'crawlers',
    'crawlers-of-the-site',
    'snapshots',
    'moving',
    'assistants',
    'cost',
    'security',
  ].map(page => blocksOf(read(`docs/${page}.md`))),
];

describe('what the README, the tutorial and the guides say of the local cloud', () => {
  let terminal: Terminal;

  beforeAll(async () => {
    terminal = await openTerminal();
  });

  afterAll(() => terminal.stop());

  // In the order of the page: a command may need what the one before it made.
  const commands = TRIED.flatMap(commandsOf);

  test('there are commands to try, and each is followed by its answer', () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  test.each(commands)('$command', async ({ command, answer }) => {
    const printed = await terminal.run(command);
    const told = terminal.asOnPage(answer?.text ?? '');
    expect(terminal.asOnPage(printed)).toMatch(new RegExp(`^${pattern(told)}$`));
    // "…" stands for a value, never for fields that a reader would want to know of.
    const fields = (text: string) => [...text.matchAll(/"(\w+)":/g)].map(([, name]) => name);
    if (answer?.text.startsWith('{') && !answer.text.includes('[…]'))
      expect(fields(answer.text)).toEqual(fields(printed));
  });

  const answers = new Set(commands.map(({ answer }) => answer));
  const screens = [...README, ...TUTORIAL].filter(block => block.language === 'text' && !answers.has(block));

  test('there is something of the first terminal to see', () => {
    expect(screens).toHaveLength(3);
  });

  test.each(screens)('the first terminal shows: $text', async ({ text }) => {
    for (const part of text.split(/\n\n|\n(?=short|site {3})/))
      expect(terminal.asOnPage(terminal.printed())).toMatch(new RegExp(pattern(terminal.asOnPage(part))));
  });
});

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
/** Prefixes of the bucket, what an app's build writes, media types, and our own package. */
const ELSEWHERE = [
  'app',
  'snapshots',
  'assets',
  'index.html',
  'text',
  'signpost',
  'uploads',
  'backup.json',
  'app.js',
  'signpost.yml',
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

test('every guide is in the list of guides', () => {
  const list = read('docs/README.md');
  const guides = readdirSync(join(ROOT, 'docs')).filter(name => /^(?!README).*\.md$/.test(name));
  expect(guides.filter(name => !list.includes(`](${name})`))).toEqual([]);
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

/** The cells of a text's rows, where a row begins in this way. */
const rowsOf = (text: string, begin: RegExp) =>
  text
    .split('\n')
    .filter(line => begin.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );

/** The tests that a cell names: each file, and what is said in it. */
const testsNamed = (cell: string) =>
  cell.split(/; (?=`)/).map(text => ({
    file: /^`([^`]+)`/.exec(text)?.[1] ?? text,
    names: [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));

/** What of a cell is in none of the files that it names. */
const notThere = (cell: string) =>
  testsNamed(cell).flatMap(({ file, names }) =>
    existsSync(join(ROOT, file)) ? names.filter(name => !read(file).includes(name)) : [file],
  );

describe('the table of what a deploy would meet', () => {
  const rows = rowsOf(read('docs/deploy-checks.md'), /^\| \d/);

  test('has a row for each fault that was found', () => {
    expect([...new Set(rows.map(([number]) => Number(number)))]).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 1),
    );
  });

  test.each(rows)('row %s: %s', (_number, _fault, _right, tests = '') => {
    expect(notThere(tests)).toEqual([]);
  });
});

describe('the threat model', () => {
  const page = read('docs/threat-model.md');
  const table = page.slice(page.indexOf('| way in'), page.indexOf('\n\nEach function has'));
  const ways = rowsOf(table, /^\| (?!way in|---)/);

  test('has a row for each way in', () => {
    expect(ways.length).toBeGreaterThan(20);
  });

  test.each(ways)('%s is guarded, and a test holds it', (_way, _guard, heldBy = '') => {
    expect(testsNamed(heldBy).flatMap(({ names }) => names)).not.toEqual([]);
    expect(notThere(heldBy)).toEqual([]);
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
