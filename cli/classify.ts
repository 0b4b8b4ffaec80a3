import { classify } from '../core/crawlers/classify.ts';
import { explain } from '../core/crawlers/explain.ts';
import type { Policy } from '../core/crawlers/policy.ts';

/** What a client with this User-Agent gets, and why: text to print. */
export function describeClient(userAgent: string, policy: Policy): string {
  const verdict = classify(userAgent, policy);
  const { who, gets, because } = explain(verdict);
  const lines = [
    ['who', who],
    ['gets', gets],
    ['because', because],
  ];
  if (verdict.category && verdict.reason !== 'renderer')
    lines.push(['change', `crawlers.categories.${verdict.category} or crawlers.names.${verdict.name} in infra/settings.yml`]);
  return lines.map(([label = '', text]) => `${label.padEnd(9)}${text}\n`).join('');
}
