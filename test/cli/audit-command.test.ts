import { expect, test } from '@jest/globals';
import { auditCommand } from '../../cli/audit-command.ts';

const LAMP = 'http://127.0.0.1:9/lamp';

test.each<[args: string[], sentence: string]>([
  [[], 'a URL is missing'],
  [['lamp'], "lamp is no page's address"],
  [['file:///etc/passwd'], 'expected http(s)://'],
  [[LAMP, '--ignore', '('], 'Invalid regular expression'],
  [[LAMP, '--yaml'], "Unknown option '--yaml'"],
])('%j is refused with a sentence', async (args, sentence) => {
  await expect(auditCommand(args, '.')).rejects.toThrow(sentence);
});
