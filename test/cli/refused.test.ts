import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from './commands.ts';

const LAMP = 'http://127.0.0.1:9/lamp';

describe('signpost refuses with a sentence, before it asks anybody,', () => {
  test.each<[command: keyof typeof COMMANDS, args: string[], sentence: string]>([
    ['key', [], '--table is missing'],
    ['key', ['--table', 'x', '--scopes', 'links:read,all'], '--scopes is "links:read,all"; it takes some of'],
    ['key', ['--tabel', 'x'], "Unknown option '--tabel'"],
    ['classify', [], 'a User-Agent is missing'],
    ['classify', ['x', '--yaml'], "Unknown option '--yaml'"],
    ['classify', ['x', '--stage', 'a b'], 'Invalid stage name'],
    ['audit', [], 'a URL is missing'],
    ['audit', ['lamp'], "lamp is no page's address"],
    ['audit', ['file:///etc/passwd'], 'expected http(s)://'],
    ['audit', [LAMP, '--ignore', '('], 'Invalid regular expression'],
    ['audit', [LAMP, '--yaml'], "Unknown option '--yaml'"],
    ['audit', ['--sitemap', 'sitemap.xml'], '--sitemap sitemap.xml: this must be a URL'],
    ['audit', ['--sitemap', LAMP, '--site', 'lamp'], '--site lamp: this must be a URL'],
    ['audit', ['--sitemap', LAMP, '--sample', '0'], '--sample 0: this must be a number from 1 to'],
    ['audit', ['--sitemap', LAMP, '--sample', '-5'], "'--sample' argument is ambiguous"],
    ['audit', ['--sitemap', LAMP, '--seed', 'x'], '--seed x: this must be a number from 0 to'],
    ['audit', ['--sitemap', LAMP], `${LAMP} cannot be had`],
    ['audit', [LAMP, '--sample', '5'], '--sample is about the pages of a sitemap'],
    ['audit', [LAMP, '--seed', '5'], '--seed is about the pages of a sitemap'],
    ['audit', [LAMP, '--site', LAMP], '--site is about the pages of a sitemap'],
    ['audit', [LAMP, '--at-once', '100'], '--at-once 100: this must be a number from 1 to 32'],
    ['audit', [LAMP, '--report', 'no/such/folder/a.html'], 'no/such/folder is no folder'],
    ['warm', [], '--sitemap is missing: '],
    ['warm', ['--sitemap', 'sitemap.xml'], '--sitemap sitemap.xml: this must be a URL'],
    ['warm', ['--sitemap', LAMP, '--site', 'lamp'], '--site lamp: this must be a URL'],
    ['upload', [], 'name one folder'],
    ['upload', ['a', 'b', '--stage', 'prod'], 'name one folder'],
    ['upload', ['examples'], '--stage NAME or --bucket NAME is missing'],
    ['upload', ['examples', '--stage', 'prod', '--bucket', 'b'], '--stage NAME or --bucket NAME is missing'],
    ['upload', ['examples', '--bucket', 'b', '--keep-days', 'ten'], '--keep-days ten: this must be a number'],
    ['upload', ['examples', '--bucket', 'b'], 'examples: there is no index.html in it.'],
    ['links', [], 'say what shall be done: links import FILE, links check FILE, or links export'],
    ['links', ['import'], 'name one file: the export'],
    ['links', ['import', 'a.csv', 'b.csv', '--key', 'k'], 'name one file: the export'],
    ['links', ['import', 'none.csv', '--key', 'k'], 'none.csv is no file'],
    [
      'links',
      ['import', 'a.csv', '--from', 'tinyurl'],
      '--from tinyurl: this must be one of signpost, rebrandly,',
    ],
    [
      'links',
      ['import', 'a.csv', '--on-collision', 'ask'],
      '--on-collision ask: this must be skip or rename',
    ],
    ['links', ['import', 'a.csv', '--key', 'k', '--api', 'go'], '--api go: this must be a URL'],
    ['links', ['import', 'README.md', '--key', 'k'], 'README.md: the file is no export that is known'],
    ['links', ['export', 'a', 'b'], 'name one file at most'],
    ['links', ['export', '--format', 'xml'], '--format xml: this must be csv or jsonl'],
    ['preflight', [], '--stage NAME is missing'],
    ['preflight', ['--stage', 'nope'], 'infra/settings.yml has no block of that name'],
  ])('%s %j', async (command, args, sentence) => {
    await expect(COMMANDS[command](args, '.')).rejects.toThrow(sentence);
  });
});
