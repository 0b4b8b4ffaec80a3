import { classify } from '../../core/crawlers/classify.ts';
import type { Policy } from '../../core/crawlers/policy.ts';
import type { RequestRecord } from '../services/cloudfront/context.ts';
import type { Paint } from './say.ts';

/**
 * One line for a viewer's request: which host, what was asked, who asked, what the cache said, the way taken, how long.
 * `site   GET /products/3                 200  crawler Googlebot (search)    Miss  bucket > render   212 ms`
 */
export function requestLine(host: string, record: RequestRecord, paint: Paint, policy: Policy): string {
  const target = record.query ? `${record.path}?${record.query}` : record.path;
  const status = String(record.status);
  const way = record.originWay.length > 0 ? record.originWay.join(' > ') : 'edge';
  const cells = [
    paint('dim', host.padEnd(5)),
    `${record.method} ${target}`.slice(0, 60).padEnd(34),
    paint(record.status < 400 ? 'green' : record.status < 500 ? 'yellow' : 'red', status),
    client(record, policy).padEnd(30),
    paint(record.lookup === 'Hit' ? 'cyan' : 'reset', record.lookup.padEnd(10)),
    way.padEnd(16),
    paint('dim', `${Math.round(record.ms)} ms`),
  ];
  return cells.join('  ') + (record.reason ? paint('red', `\n      ${record.reason}`) : '');
}

/** The verdict in words. */
function client({ viewerHeaders }: RequestRecord, policy: Policy): string {
  const { kind, name, category } = classify(viewerHeaders.get('user-agent') ?? '', policy);
  return [kind, name, category && `(${category})`].filter(Boolean).join(' ');
}
