import { DEFAULT_CRAWLER } from '../audit.ts';
import { ask, type Check, type DoctorContext } from './check.ts';

const PERSON =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

const page = (context: DoctorContext, path: string, userAgent: string) =>
  ask(context, `${context.site}${path}`, { headers: { 'user-agent': userAgent, accept: 'text/html' } });

const isHtml = (response: Response) => /^text\/html\b/.test(response.headers.get('content-type') ?? '');

/** What of a page can be read without running it. */
const textIn = (html: string) =>
  html
    .replace(/<(script|style|template|noscript)\b.*?<\/\1>/gis, '')
    .replace(/^.*<body\b[^>]*>/is, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A shell has a line at most, such as that it is loading. */
const LEAST_TEXT = 50;

export const person: Check = {
  name: 'Site: people',
  needs: ['site'],
  advice: 'Is the app in the bucket (`signpost app push`), and does DNS lead to the distribution `Site`?',
  run: async context => {
    const response = await page(context, '/', PERSON);
    const isApp = response.status === 200 && isHtml(response) && /<script\b/i.test(await response.text());
    return isApp
      ? { state: 'ok', text: `${context.site}/ is the app` }
      : { state: 'fail', text: `${context.site}/ answers ${response.status}, and no app` };
  },
};

export const crawler: Check = {
  name: 'Site: crawlers',
  needs: ['site'],
  advice: 'The logs of the function `render` say why; `signpost audit` compares pages with what people see.',
  run: async context => {
    const response = await page(context, '/', DEFAULT_CRAWLER);
    if (response.status === 503)
      return {
        state: 'warn',
        text: 'a crawler is told to come back: the page is being rendered',
        advice: `Try again in ${response.headers.get('retry-after') ?? '30'} s.`,
      };
    const text = textIn(await response.text());
    return response.status === 200 && isHtml(response) && text.length >= LEAST_TEXT
      ? { state: 'ok', text: `a crawler reads “${text.slice(0, 40).trim()}…”` }
      : { state: 'fail', text: `a crawler gets ${response.status} and ${text.length} characters of text` };
  },
};

export const missing: Check = {
  name: 'Site: 404',
  needs: ['site'],
  advice: 'Have the app say so where nothing is found: docs/crawlers-of-the-site.md and the README have how.',
  run: async context => {
    const path = `/signpost-doctor/${context.random(6).toString('hex')}`;
    const { status } = await page(context, path, DEFAULT_CRAWLER);
    if (status === 404 || status === 410)
      return { state: 'ok', text: `a page that does not exist is ${status} for crawlers` };
    return { state: 'warn', text: `a page that does not exist is ${status} for crawlers` };
  },
};

export const robots: Check = {
  name: 'robots.txt',
  needs: ['site'],
  advice: 'Cards and search engines need pages that may be crawled: look into the app’s robots.txt.',
  run: async context => {
    const response = await ask(context, `${context.site}/robots.txt`);
    if (response.status === 404) return { state: 'ok', text: 'there is none: everything may be crawled' };
    if (!response.ok || isHtml(response))
      return {
        state: 'warn',
        text: `${context.site}/robots.txt answers ${response.status}, and no such file`,
      };
    return forbidsAll(await response.text())
      ? { state: 'warn', text: 'everybody is told to crawl nothing' }
      : { state: 'ok', text: 'pages may be crawled' };
  },
};

/** Whether the group for everybody forbids all. https://www.rfc-editor.org/rfc/rfc9309#section-2.2 */
export function forbidsAll(robots: string): boolean {
  let [isForAll, isAgents, forbids] = [false, false, false];
  for (const line of robots.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    const rule = name.toLowerCase();
    if (rule === 'user-agent') {
      isForAll = value === '*' || (isAgents && isForAll);
      isAgents = true;
    } else if (rule === 'allow' || rule === 'disallow') {
      isAgents = false;
      if (isForAll && rule === 'disallow' && value === '/') forbids = true;
      if (isForAll && rule === 'allow') return false;
    }
  }
  return forbids;
}
