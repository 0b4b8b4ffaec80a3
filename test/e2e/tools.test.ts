import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { launchChromium } from '../../core/browser/chromium.ts';
import { openTab } from '../../core/browser/tab.ts';
import { type Booted, cloudForFile, get, KEY, ROOT, until } from './cloud.ts';

/* What docs/tools.md says of other tools, done by them. */

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

const guide = readFileSync(join(ROOT, 'docs/tools.md'), 'utf8');

/** What the guide has in a language, for this cloud and with its key. */
const block = (language: string) =>
  (new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(guide)?.[1] ?? '').replaceAll(
    'http://localhost:4000',
    app.short,
  );

const WAIT_MS = 20_000;

test('a page of another origin makes a link, and reads what was wrong', async () => {
  const browser = await launchChromium({ isPlain: true, log: () => undefined });
  try {
    const tab = await openTab(browser, WAIT_MS);
    const evaluate = (expression: string) => tab.evaluate(expression, WAIT_MS).catch(error => String(error));
    await tab.cdp.send('Page.navigate', { url: `${app.site}/products/3` });
    await until(async () => (await evaluate('location.origin')) === app.site);
    /** What the guide's lines leave in a page with this key. */
    const made = async (key: string) => {
      await evaluate(
        `globalThis.answer = undefined;
         (async () => { const KEY = ${JSON.stringify(key)}; ${block('js')}
           globalThis.answer = { shortUrl, detail, etag: response.headers.get('etag') }; })()
           .catch(error => { globalThis.answer = { detail: String(error) }; });
         true`,
      );
      await until(async () => (await evaluate('!!globalThis.answer')) === true);
      return (await evaluate('globalThis.answer')) as Record<string, string>;
    };
    const { shortUrl = '', detail, etag } = await made(KEY);
    expect([detail, etag]).toEqual([undefined, '"1"']);
    expect((await get(shortUrl)).headers.get('location')).toBe(`${app.site}/products/3`);
    expect((await made('sp_none')).detail).toBe('There is no such key.');
  } finally {
    await browser.kill();
  }
});

/** What ShareX does by a custom uploader of its JSON format: https://getsharex.com/docs/custom-uploader */
async function shareX(config: Record<string, unknown>, input: string): Promise<string> {
  const { RequestURL, RequestMethod, Headers, Data, URL: found, ErrorMessage } = config;
  const response = await fetch(String(RequestURL), {
    method: String(RequestMethod),
    headers: { 'content-type': 'application/json', ...(Headers as Record<string, string>) },
    // In JSON the input is escaped as it has to be.
    body: String(Data).replace('{input}', JSON.stringify(input).slice(1, -1)),
  });
  const answer: Record<string, string> = await response.json();
  const path = /^\{json:(\w+)\}$/.exec(String(response.ok ? found : ErrorMessage))?.[1] ?? '';
  return answer[path] ?? '';
}

test('ShareX gets a short url, or a sentence', async () => {
  const config = JSON.parse(block('json').replace('KEY', KEY));
  const shortUrl = await shareX(config, 'https://example.com/a?b="c"');
  expect((await get(shortUrl)).headers.get('location')).toBe('https://example.com/a?b=%22c%22');
  expect(await shareX(config, 'mailto')).toMatch(/^url is not an absolute http or https address; expected /);
});
