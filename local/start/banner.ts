import type { NeededFiles } from '../../core/app/site-files.ts';
import { harmless } from '../../core/terminal.ts';
import type { Cloud } from '../cloud.ts';
import type { Apis } from './apis.ts';
import { paint } from './say.ts';
import { VERDICT_PATH } from './verdict-page.ts';

export interface Shown {
  key: string | undefined;
  page: string;
  apis: Apis;
  /** APIs of the settings that nobody answers here. */
  unanswered: [path: string, domain: string][];
  allowed: string[];
  pageParameters: string[];
  /** Further short domains of the settings. */
  shortDomains: string[];
  /** Of an own app: what is served as files beyond the settings. */
  files: NeededFiles | undefined;
}

/** What a person wants to know once it is ready. */
export function banner({ addresses, endpoint, stack }: Cloud, shown: Shown, seconds: number): string {
  const { key, page, allowed, pageParameters } = shown;
  const bold = (text: string) => paint('bold', text);
  const { Links = '', Site = '' } = addresses;
  const keyLine = key ?? 'printed at the first start; to make another:';
  const newKey = `  AWS_ENDPOINT_URL=${endpoint} npx signpost keys create --table ${stack.ref('KeysTable')}\n`;
  const allowedLine =
    allowed.length > 0 ? `  allowed       ${allowed.join(', ')}   pages may reach these\n` : '';
  return `
${bold('Signpost')} is ready after ${seconds.toFixed(1)} s.

  short domain  ${bold(Links)}   links and /api
${domainLines(Links, shown.shortDomains)}  site          ${bold(Site)}   the app, and pages for crawlers
  API key       ${bold(keyLine)}
${key === undefined ? newKey : ''}  console       ${bold(`${Links}/console`)}   links, clicks and crawlers; sign in with the key
  verdicts      ${Site}${VERDICT_PATH}   who gets what, and why
  AWS endpoint  ${endpoint}   AWS_ENDPOINT_URL for the AWS CLI and \`npx signpost\`
${apiLines(shown)}${fileLines(shown.files)}${allowedLine}  query         ${queryOf(pageParameters)}

Try:
  curl -X POST ${Links}/api/links -H 'Authorization: Bearer ${key ?? 'KEY'}' -H 'Content-Type: application/json' -d '{"url":"https://example.com/spring","slug":"spring"}'
  curl -i ${Links}/spring
  curl -A 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' ${Site}${page}

Ctrl-C ends it. One line for each request follows.
`;
}

/** Further short domains are below localhost here. */
export function domainLines(links: string, domains: string[]): string {
  const { port } = new URL(links);
  return domains
    .map(name => `  ${' '.repeat(12)}  http://${name}.localhost:${port}   as ${name} once deployed\n`)
    .join('');
}

/** Who answers what is not the app's. */
export function apiLines({ apis, unanswered }: Pick<Shown, 'apis' | 'unanswered'>): string {
  const forwarded = [...apis].map(([path, url]) => `${path}/* → ${url}`);
  const left = unanswered.map(
    ([path, domain]) => `${path}/* → nothing here, ${domain} once deployed; --api ${path}=URL sets one`,
  );
  return [...forwarded, ...left].map(line => `  ${'API'.padEnd(12)}  ${line}\n`).join('');
}

/** Files of the app that a deploy would serve as pages, and those that are pages here as well. */
export function fileLines(files: NeededFiles | undefined): string {
  const { siteFiles = [], left = [] } = files ?? {};
  const lines = [
    ...(siteFiles.length > 0
      ? [
          `served as files here; for a deploy, add to siteFiles in infra/settings.yml: ${JSON.stringify(siteFiles)}`,
        ]
      : []),
    ...(left.length > 0
      ? [`CloudFront has no room for ${left.length} files; their paths count as pages, such as /${left[0]}`]
      : []),
  ];
  return lines.map(line => `  ${'files'.padEnd(12)}  ${harmless(line)}\n`).join('');
}

/** Which parameters make another page. */
function queryOf(kept: string[]): string {
  const setting = '(pageParameters in infra/settings.yml)';
  return kept.length > 0
    ? `?${kept.join(', ?')} makes another page; all other parameters are dropped ${setting}`
    : `all parameters are dropped ${setting}`;
}
