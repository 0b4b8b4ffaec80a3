import { describe, expect, test } from '@jest/globals';
import { auditCommand } from '../../cli/audit-command.ts';
import { classifyCommand } from '../../cli/classify-command.ts';
import { keyCommand } from '../../cli/key.ts';
import { preflightCommand } from '../../cli/preflight-command.ts';
import { uploadCommand } from '../../cli/upload-command.ts';
import { warmCommand } from '../../cli/warm-command.ts';

const LAMP = 'http://127.0.0.1:9/lamp';

const COMMANDS = {
  audit: auditCommand,
  classify: classifyCommand,
  key: keyCommand,
  preflight: preflightCommand,
  upload: uploadCommand,
  warm: warmCommand,
};

describe('signpost refuses with a sentence, before it asks anybody,', () => {
  test.each<[command: keyof typeof COMMANDS, args: string[], sentence: string]>([
    ['key', [], '--table is missing'],
    ['key', ['--tabel', 'x'], "Unknown option '--tabel'"],
    ['classify', [], 'a User-Agent is missing'],
    ['classify', ['x', '--yaml'], "Unknown option '--yaml'"],
    ['classify', ['x', '--stage', 'a b'], 'Invalid stage name'],
    ['audit', [], 'a URL is missing'],
    ['audit', ['lamp'], "lamp is no page's address"],
    ['audit', ['file:///etc/passwd'], 'expected http(s)://'],
    ['audit', [LAMP, '--ignore', '('], 'Invalid regular expression'],
    ['audit', [LAMP, '--yaml'], "Unknown option '--yaml'"],
    ['warm', [], '--sitemap is missing: '],
    ['warm', ['--sitemap', 'sitemap.xml'], '--sitemap sitemap.xml: this must be a URL'],
    ['warm', ['--sitemap', LAMP, '--site', 'lamp'], '--site lamp: this must be a URL'],
    ['upload', [], 'name one folder'],
    ['upload', ['a', 'b', '--stage', 'prod'], 'name one folder'],
    ['upload', ['examples'], '--stage NAME or --bucket NAME is missing'],
    ['upload', ['examples', '--stage', 'prod', '--bucket', 'b'], '--stage NAME or --bucket NAME is missing'],
    ['upload', ['examples', '--bucket', 'b', '--keep-days', 'ten'], '--keep-days ten: this must be a number'],
    ['upload', ['examples', '--bucket', 'b'], 'examples: there is no index.html in it.'],
    ['preflight', [], '--stage NAME is missing'],
    ['preflight', ['--stage', 'nope'], 'infra/settings.yml has no block of that name'],
  ])('%s %j', async (command, args, sentence) => {
    await expect(COMMANDS[command](args, '.')).rejects.toThrow(sentence);
  });
});
