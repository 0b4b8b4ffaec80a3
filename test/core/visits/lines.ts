import type { LogEntry } from '../../../core/logs/entry.ts';
import { line } from '../clicks/lines.ts';

/** https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers */
export const GOOGLEBOT =
  'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
/** https://developers.openai.com/api/docs/bots */
export const GPTBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)';
export const CHATGPT_USER =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot';
export const SLACKBOT = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';

export const GOOGLES = '66.249.66.1';
const STORED = 'text/html; page=stored; charset=utf-8';

/** A line of the site's log: Googlebot's visit of `/lamps`, which was in the bucket, or what is said of it. */
export function visitLine(more: Partial<LogEntry> = {}): LogEntry {
  return line({
    host: 'www.example.com',
    path: '/lamps',
    status: 200,
    client: GOOGLES,
    userAgent: GOOGLEBOT,
    contentType: STORED,
    fields: () => ({ 'cache-behavior-path-pattern': '*', 'time-to-first-byte': '0.120' }),
    ...more,
  });
}
