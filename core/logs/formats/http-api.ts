import { amount, filled, hostOf } from '../decode.ts';
import { LineError, type LogEntry } from '../entry.ts';

/**
 * The access log of our HTTP APIs: one JSON object a line. Nothing in it is encoded. An HTTP API knows no variable for the
 * referrer or the query.
 * Spec: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export const HTTP_API_LOG_FORMAT = JSON.stringify({
  requestId: '$context.requestId',
  requestTimeEpoch: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  httpMethod: '$context.httpMethod',
  domainName: '$context.domainName',
  path: '$context.path',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  userAgent: '$context.identity.userAgent',
});

/** An entry of an HTTP API's fields: ours, or those of the examples in AWS's documentation. */
export function httpApiEntry(fields: Record<string, string>): LogEntry {
  const { requestId, requestTimeEpoch, requestTime, path } = fields;
  const [pathname = '', query = ''] = filled(path).split('?', 2);
  const at = requestTimeEpoch ? Number(requestTimeEpoch) : clfTime(requestTime ?? '');
  if (requestId === undefined) throw new LineError('it is of no log that is known');
  if (!(at > 0 && at <= 8.64e15)) throw new LineError('it does not say when it was');
  return {
    source: 'http-api',
    at,
    id: filled(requestId),
    client: filled(fields.sourceIp ?? fields.ip),
    country: '',
    method: filled(fields.httpMethod),
    host: hostOf(filled(fields.domainName)),
    path: pathname,
    query,
    status: amount(fields.status),
    referrer: '',
    userAgent: filled(fields.userAgent),
    contentType: '',
    bytes: amount(fields.responseLength),
    tookMs: amount(fields.responseLatency),
    result: '',
    fields: () => fields,
  };
}

/** `10/Oct/2026:13:55:36 +0000` */
function clfTime(text: string): number {
  const [, day, time, zone] = /^(\d+\/\w+\/\d+):([\d:]+) ([+-]\d{4})$/.exec(text) ?? [];
  return Date.parse(`${day?.replaceAll('/', ' ')} ${time} ${zone}`);
}
