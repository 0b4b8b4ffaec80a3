import { decodeOnce, filled, hostOf } from '../decode.ts';
import { LineError, type LogEntry } from '../entry.ts';

/** An entry of CloudFront's fields by CloudFront's names, in whichever format they came. */
export function cloudfrontEntry(fields: Record<string, string>): LogEntry {
  const value = (name: string) => filled(fields[name]);
  const [path = '', query = value('cs-uri-query')] = value('cs-uri-stem').split('?', 2);
  return {
    source: 'cloudfront',
    at: timeOf(fields),
    id: value('x-edge-request-id'),
    client: value('c-ip'),
    country: value('c-country'),
    method: value('cs-method'),
    host: hostOf(value('x-host-header') || value('cs(Host)')),
    path: asSent(path),
    query: asSent(query),
    status: Number(value('sc-status')) || 0,
    referrer: decodeOnce(value('cs(Referer)')),
    userAgent: decodeOnce(value('cs(User-Agent)')),
    contentType: decodeOnce(value('sc-content-type')),
    bytes: Number(value('sc-bytes')) || 0,
    tookMs: Math.round(Number(value('time-taken')) * 1000) || 0,
    result: value('x-edge-result-type'),
    fields,
  };
}

function asSent(text: string): string {
  return text.replaceAll('%25', '%');
}

function timeOf(fields: Record<string, string>): number {
  const at = Number(fields['timestamp(ms)'] ?? Date.parse(`${fields.date}T${fields.time}Z`));
  if (!(at > 0)) throw new LineError('it says no time');
  return at;
}
