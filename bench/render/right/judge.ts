import type { Answer } from '../party.ts';
import type { RightPage, Seen, Wanted } from './page.ts';
import { readHtml } from './read.ts';

/** Where Slack stops to read. https://api.slack.com/robots */
const EARLY_BYTES = 32_768;

/** What is wrong with what a party answered; empty when it is as a browser shows it. */
export function wrongWith({ path, wanted }: RightPage, { status, html }: Answer, origin: string): string {
  if (wanted.isNoPage) return status >= 500 ? '' : `given out as a page, ${status}`;
  const due = wanted.status ?? 200;
  if (status !== due)
    return status === 0 ? 'no answer' : `answers ${status}${due === 200 ? '' : `, not ${due}`}`;
  const url = origin + path;
  const early = wanted.early ?? [];
  const { head } = readHtml(early.length > 0 ? Buffer.from(html).subarray(0, EARLY_BYTES).toString() : '');
  const late = early.find(name => head[name] === undefined);
  return (
    lackOf(wanted, readHtml(html, wanted.hidingClasses), url) ||
    (late ? `${late} is behind the first 32 KB` : '')
  );
}

/** What of all that is wanted is not to be seen; empty when it all is. */
export function lackOf(wanted: Wanted, seen: Seen, url: string): string {
  const missing = wanted.text.find(text => !seen.text.includes(text));
  if (missing) return `"${missing}" is not there`;
  const left = wanted.unwanted?.find(text => seen.text.includes(text));
  if (left) return `"${left}" is still there`;
  for (const [name, value] of Object.entries(wanted.head ?? {})) {
    const found = seen.head[name];
    if (found === undefined) return `no ${name} in the head`;
    if (name === 'canonical' ? hrefOf(found, url) !== hrefOf(value, url) : found !== value)
      return `${name} is ${found}`;
  }
  for (const { path, text } of wanted.links ?? []) {
    const links = seen.links.filter(({ href }) => hrefOf(href, url) === hrefOf(path, url));
    if (!links.some(link => link.text.includes(text))) return `no link "${text}" to ${path}`;
  }
  if (wanted.style && !bare(seen.styles).includes(bare(wanted.style))) return `no rule with ${wanted.style}`;
  return '';
}

const hrefOf = (address: string, base: string) =>
  URL.canParse(address, base) ? new URL(address, base).href : '';

const bare = (style: string) => style.replace(/\s/g, '');
