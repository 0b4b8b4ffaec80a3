import type { LogEntry } from '../../../core/logs/entry.ts';

export const PERSON =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
export const AT = Date.UTC(2026, 10, 30, 5, 30);

let made = 0;

/** A line of a log: a person's click of `/spring`, or what is said of it. */
export function line(more: Partial<LogEntry> = {}): LogEntry {
  return {
    source: 'cloudfront',
    at: AT,
    id: `request-${made++}`,
    client: '203.0.113.9',
    country: 'DE',
    method: 'GET',
    host: 'go.example.com',
    path: '/spring',
    query: '',
    status: 301,
    referrer: '',
    userAgent: PERSON,
    contentType: '',
    bytes: 400,
    tookMs: 12,
    result: 'Miss',
    fields: () => ({}),
    ...more,
  };
}
