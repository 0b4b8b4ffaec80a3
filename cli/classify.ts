import { classify } from '../core/crawlers/classify.ts';
import { explain, type Form, formOf } from '../core/crawlers/explain.ts';
import type { Policy } from '../core/crawlers/policy.ts';
import type { Verdict } from '../core/crawlers/verdict.ts';
import { harmless } from '../core/terminal.ts';

/** How a client is described. `text`: for people; `line`: one compact line, its cells parted by tabs; `json`: one line, too. */
export type Format = 'text' | 'line' | 'json';

export interface ClassifyOptions {
  policy: Policy;
  /** What the clients would rather have, as in an Accept header. */
  accept: string;
  format: Format;
}

/** What a client with this User-Agent gets, and why: text to print, with the end of its line. */
export function describeClient(userAgent: string, { policy, accept, format }: ClassifyOptions): string {
  const verdict = classify(userAgent, policy);
  const gets = formOf(verdict, accept);
  if (format === 'json') return `${harmless(JSON.stringify({ gets, ...verdict, userAgent }))}\n`;
  if (format === 'line') return lineOf(userAgent, gets, verdict);
  const { who, gets: getsInWords, because, change } = explain(verdict, { userAgent, policy, accept });
  const rows = [
    ['who', who],
    ['gets', getsInWords],
    ['because', because],
    ...(change.length > 0 ? [['change', `${change.join(' or ')} under crawlers in infra/settings.yml`]] : []),
  ];
  return rows.map(([label = '', text = '']) => `${label.padEnd(9)}${harmless(text)}\n`).join('');
}

function lineOf(userAgent: string, gets: Form, { kind, category, name, reason }: Verdict): string {
  const cells = [gets, kind, category ?? '-', name ?? '-', reason, userAgent];
  return `${cells.map(harmless).join('\t')}\n`;
}
