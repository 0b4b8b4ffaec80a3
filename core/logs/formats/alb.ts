import { addressOf, amount, filled, hostOf, unescaped } from '../decode.ts';
import { LineError, type LogEntry } from '../entry.ts';

/** The fields in their order. New ones are added at the end: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-syntax */
const NAMES = (
  'type time elb client:port target:port request_processing_time target_processing_time response_processing_time ' +
  'elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol target_group_arn ' +
  'trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url error_reason ' +
  'target:port_list target_status_code_list classification classification_reason conn_trace_id'
).split(' ');
const USER_AGENT = NAMES.indexOf('user_agent');
/** With fewer it is cut off. */
const FEWEST = USER_AGENT + 1;

/** Whether a line is a load balancer's: the kind of the request, and its time. */
export function isAlb(line: string): boolean {
  return /^(?:https?|h2c?|grpcs?|wss?) \d{4}-\d\d-\d\dT/.test(line);
}

export function albEntry(line: string): LogEntry {
  const values = fieldsOf(line);
  if (values.length < FEWEST) throw new LineError(`it has ${values.length} fields only`);
  const fields: Record<string, string> = {};
  for (let n = 0; n < values.length; n++) fields[NAMES[n] ?? `field_${n + 1}`] = values[n] ?? '';
  const at = Date.parse(fields.time ?? '');
  if (!(at > 0)) throw new LineError('it does not say when it was');
  const { method, authority, path, query } = requestOf(fields.request ?? '');
  return {
    source: 'alb',
    at,
    id: filled(fields.trace_id),
    client: addressOf(filled(fields['client:port'])),
    country: '',
    method: filled(method),
    host: hostOf(authority || filled(fields.domain_name)),
    path,
    query,
    status: amount(fields.elb_status_code),
    referrer: '',
    userAgent: unescaped(filled(fields.user_agent)),
    contentType: '',
    bytes: amount(fields.sent_bytes),
    tookMs: tookMs(fields),
    result: '',
    fields: () => fields,
  };
}

/** The values between blanks, without their quotes. */
function fieldsOf(line: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < line.length; ) {
    const isQuoted = line[at] === '"';
    const from = isQuoted ? at + 1 : at;
    const end = isQuoted ? closingQuote(line, from, values.length) : line.indexOf(' ', from);
    if (isQuoted && end < 0) throw new LineError('a quote in it has no end');
    values.push(end < 0 ? line.slice(from) : line.slice(from, end));
    at = end < 0 ? line.length : end + (isQuoted ? 2 : 1);
  }
  return values;
}

/** A quote ends a value when a blank follows, or nothing. Those in a client's text may be bare: it ends where TLS and the target group follow. */
function closingQuote(line: string, from: number, field: number): number {
  if (field === USER_AGENT) {
    const end = /" [^\s"]+ [^\s"]+ (?:arn:[^\s"]+|-) "/g;
    end.lastIndex = from;
    const match = end.exec(line);
    if (match) return match.index;
  }
  const end = line.indexOf('" ', from);
  return end >= 0 ? end : line.endsWith('"') && line.length > from ? line.length - 1 : -1;
}

/** `GET https://example.com:443/path?query HTTP/1.1`; of a request nobody could read only some, as in `- http://example.com:80- -`. */
function requestOf(request: string): { method: string; authority: string; path: string; query: string } {
  const [method = '', address = ''] = request.split(' ', 2);
  const [, authority = '', rest = ''] = /^(?:\w+:\/\/([^/?#]*))?([^#]*)/.exec(filled(address)) ?? [];
  const query = rest.indexOf('?');
  return {
    method,
    authority: authority.replace(/-$/, ''),
    path: inUrl(query < 0 ? rest : rest.slice(0, query)),
    query: inUrl(query < 0 ? '' : rest.slice(query + 1)),
  };
}

/** What a load balancer escapes is what browsers would have percent-encoded. */
function inUrl(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, '%$1');
}

/** The three times in seconds; -1 where there was no target, or it did not answer. */
function tookMs(fields: Record<string, string>): number {
  const { request_processing_time, target_processing_time, response_processing_time } = fields;
  const seconds =
    amount(request_processing_time) + amount(target_processing_time) + amount(response_processing_time);
  return Math.round(seconds * 1000);
}
