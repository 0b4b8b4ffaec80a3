import { describe, expect, test } from '@jest/globals';
import { exitStatusOf } from '../../cli/faults.ts';
import { signpostHere } from './commands.ts';

const LAMP = 'http://127.0.0.1:9/lamp';

describe('signpost refuses with a sentence, before it asks anybody,', () => {
  test.each<[command: string, args: string[], sentence: string]>([
    ['keys create', ['--table', 'x', '--limit-tag', 'y'], '--table makes a key without limits and end: '],
    [
      'keys create',
      ['--table', 'x', '--scopes', 'links:read,all'],
      '--scopes is "links:read,all"; it takes some of',
    ],
    ['keys create', ['--table', 'x', '--scope', 'all'], "unknown option '--scope' (Did you mean --scopes?)"],
    ['classify', [], 'user-agent is missing: a User-Agent, in quotes'],
    ['classify', ['x', '--yaml'], "unknown option '--yaml'"],
    ['classify', ['x', '--stage', 'a b'], 'Invalid stage name'],
    ['audit', [], 'a URL is missing'],
    ['audit', ['lamp'], "lamp is no page's address"],
    ['audit', ['file:///etc/passwd'], 'expected http(s)://'],
    ['audit', [LAMP, '--ignore', '('], 'Invalid regular expression'],
    ['audit', [LAMP, '--yaml'], "unknown option '--yaml'"],
    ['audit', ['--sitemap', 'sitemap.xml'], '--sitemap sitemap.xml: this must be a URL'],
    ['audit', ['--sitemap', LAMP, '--site', 'lamp'], '--site lamp: this must be a URL'],
    ['audit', ['--sitemap', LAMP, '--sample', '0'], '--sample 0: this must be a number from 1 to'],
    ['audit', ['--sitemap', LAMP, '--sample', '-5'], '--sample -5: this must be a number from 1 to'],
    ['audit', ['--sitemap', LAMP, '--seed', 'x'], '--seed x: this must be a number from 0 to'],
    ['audit', [LAMP, '--sample', '5'], '--sample is about the pages of a sitemap'],
    ['audit', [LAMP, '--seed', '5'], '--seed is about the pages of a sitemap'],
    ['audit', [LAMP, '--site', LAMP], '--site is about the pages of a sitemap'],
    ['audit', [LAMP, '--at-once', '100'], '--at-once 100: this must be a number from 1 to 32'],
    ['audit', [LAMP, '--report', 'no/such/folder/a.html'], 'no/such/folder is no folder'],
    ['warm', [], '--sitemap <url> is missing: the address of the sitemap'],
    ['warm', ['--sitemap', 'sitemap.xml'], '--sitemap sitemap.xml: this must be a URL'],
    ['warm', ['--sitemap', LAMP, '--site', 'lamp'], '--site lamp: this must be a URL'],
    ['app push', [], 'folder is missing: name the folder that your build writes'],
    ['app push', ['a', 'b', '--stage', 'prod'], "too many arguments for 'push'"],
    ['app push', ['examples'], '--stage NAME or --bucket NAME is missing'],
    [
      'app push',
      ['examples', '--stage', 'prod', '--bucket', 'b'],
      '--stage NAME or --bucket NAME is missing',
    ],
    [
      'app push',
      ['examples', '--bucket', 'b', '--keep-days', 'ten'],
      '--keep-days ten: this must be a number',
    ],
    ['app builds', [], '--stage NAME or --bucket NAME is missing'],
    ['app rollback', ['a', 'b', '--bucket', 'c'], "too many arguments for 'rollback'"],
    ['backup', ['here'], '--stage <name> is missing: the stage, such as prod'],
    ['restore', ['--stage', 'prod'], 'folder is missing: the folder of a backup'],
    ['doctor', ['--site', 'www'], '--site www: this must be a URL such as http://localhost:4001'],
    ['links', [], 'say what is to be done: '],
    ['links', ['import'], 'file is missing: name one file: the export'],
    ['links', ['import', 'a.csv', 'b.csv', '--key', 'k'], "too many arguments for 'import'"],
    ['links', ['import', 'none.csv', '--key', 'k'], 'none.csv is no file'],
    [
      'links',
      ['import', 'a.csv', '--from', 'tinyurl'],
      '--from tinyurl: this must be one of signpost, rebrandly,',
    ],
    [
      'links',
      ['import', 'a.csv', '--on-collision', 'ask'],
      '--on-collision ask: this must be one of skip, rename',
    ],
    ['links', ['import', 'a.csv', '--key', 'k', '--api', 'go'], '--api go: this must be a URL'],
    ['links', ['export', 'a', 'b'], "too many arguments for 'export'"],
    ['links', ['export', '--format', 'xml'], '--format xml: this must be one of csv, jsonl'],
    ['preflight', [], '--stage <name> is missing: the stage, such as prod'],
    ['recount', ['--stage', 'prod'], '--since <day> is missing: the first day to count again'],
    ['console', [], '--stage <name> is missing'],
    ['webhooks', ['test'], '--stage <name> is missing'],
    ['webhooks', ['try', '--stage', 'prod'], "unknown command 'try'"],
    ['', ['lnks'], "unknown command 'lnks' (Did you mean links?)"],
    ['', ['links', 'imprt'], "unknown command 'imprt' (Did you mean import?)"],
    ['preflight', ['--stage', 'nope'], 'infra/settings.yml has no block of that name'],
  ])('%s %j', async (command, args, sentence) => {
    const error = await signpostHere(...command.split(' ').filter(Boolean), ...args).catch(thrown => thrown);
    expect(String(error)).toContain(sentence);
    expect(exitStatusOf(error)).toBe(2);
  });
});

test.each<[line: string, sentence: string, status: number]>([
  [`audit --sitemap ${LAMP}`, `${LAMP} cannot be had`, 1],
  ['app push examples --bucket signpost', 'examples: there is no index.html in it.', 1],
  ['links import README.md --key k', 'README.md: the file is no export that is known', 1],
])('signpost %s says what went wrong', async (line, sentence, status) => {
  const error = await signpostHere(...line.split(' ')).catch(thrown => thrown);
  expect(String(error)).toContain(sentence);
  expect(exitStatusOf(error)).toBe(status);
});
