import { amount, decodeOnce, filled, hostOf } from '../decode.ts';
import { LineError, type LogEntry } from '../entry.ts';

/**
 * An entry of CloudFront's fields, in whichever format they came: any of them, in any order. `named` has them by the names
 * CloudFront documents; `fields` makes them by those in the log.
 * Spec: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html#BasicDistributionFileFormat
 */
export function cloudfrontEntry(
  named: Record<string, string | undefined>,
  fields: () => Record<string, string>,
): LogEntry {
  const stem = filled(named['cs-uri-stem']);
  // Real-time logs, whose fields may be chosen, too, have the query in it.
  const query = stem.indexOf('?');
  return {
    source: 'cloudfront',
    at: timeOf(named),
    id: filled(named['x-edge-request-id']),
    client: filled(named['c-ip']),
    country: filled(named['c-country']),
    method: filled(named['cs-method']),
    host: hostOf(filled(named['x-host-header']) || filled(named['cs(Host)'])),
    path: asSent(query < 0 ? stem : stem.slice(0, query)),
    query: asSent(filled(named['cs-uri-query']) || (query < 0 ? '' : stem.slice(query + 1))),
    status: amount(named['sc-status']),
    referrer: decodeOnce(filled(named['cs(Referer)'])),
    userAgent: userAgentOf(filled(named['cs(User-Agent)'])),
    contentType: decodeOnce(filled(named['sc-content-type'])),
    bytes: amount(named['sc-bytes']),
    tookMs: Math.round(amount(named['time-taken']) * 1000),
    result: filled(named['x-edge-result-type']),
    fields,
  };
}

/**
 * CloudFront encodes what it logs once more, so a browser's `%20` is `%2520` in the log. Undone is only what CloudFront did:
 * percent signs, and the signs browsers send as they are. Any other encoding is the browser's own, from a log that had
 * it encoded once; blanks, quotes and letters beyond ASCII never come bare, so theirs stays, too.
 */
function asSent(text: string): string {
  return text.includes('%') ? text.replace(/%(?:25|27|40|5[BCDE]|60|7[BCDE])/gi, decodeURIComponent) : text;
}

/** Until about 2019 files had blanks encoded twice. Then there is none that is encoded once. */
function userAgentOf(text: string): string {
  const once = decodeOnce(text);
  return text.includes('%2520') && !text.includes('%20') ? decodeOnce(once) : once;
}

function timeOf(named: Record<string, string | undefined>): number {
  const { date, time, timestamp } = named;
  const at = Number(
    filled(named['timestamp(ms)']) ||
      (date && time ? Date.parse(`${date}T${time}Z`) : Number(timestamp) * 1000),
  );
  // The end is that of Date.
  if (!(at > 0 && at <= 8.64e15)) throw new LineError('it does not say when it was');
  return at;
}
