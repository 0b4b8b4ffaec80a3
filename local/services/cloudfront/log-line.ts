import { z } from 'zod';
import type { RequestRecord } from './context.ts';

/** What stands where there is nothing to say. */
const NOTHING = '-';

/**
 * The fields of a standard log that are modelled, each with its value. Their names and meanings:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html#BasicDistributionFileFormat
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#standard-logging-real-time-log-selection
 *
 * Not modelled: cookies, x-forwarded-for, field-level encryption, and the kinds of an error. Of what a laptop has not, a value
 * that the real log often has: TLS 1.3 with its first cipher. No network (asn) is known.
 */
const FIELDS = {
  date: record => endOf(record).slice(0, 10),
  time: record => endOf(record).slice(11, 19),
  'timestamp(ms)': ({ timestamp, ms }) => String(Math.floor(timestamp + ms)),
  'x-edge-location': ({ edgeLocation }) => edgeLocation,
  'x-edge-request-id': ({ requestId }) => requestId,
  'x-edge-result-type': ({ cacheResult }) => cacheResult,
  'x-edge-response-result-type': ({ cacheResult }) => cacheResult,
  'x-edge-detailed-result-type': ({ cacheResult }) => cacheResult,
  'x-host-header': ({ host }) => host,
  'c-ip': ({ clientIp }) => clientIp.replace(/^::ffff:(?=[\d.]+$)/, ''),
  'c-port': ({ clientPort }) => String(clientPort ?? NOTHING),
  'c-country': ({ country }) => country ?? NOTHING,
  asn: () => NOTHING,
  'cs(Host)': (_, domainName) => domainName,
  'cs-method': ({ method }) => method,
  'cs-protocol': () => 'https', // as every viewer counts
  'cs-protocol-version': () => 'HTTP/1.1',
  'cs-uri-stem': ({ path }) => encode(path),
  'cs-uri-query': ({ query }) => encode(query),
  'cs-bytes': ({ requestBytes }) => String(requestBytes),
  'cs(Referer)': ({ viewerHeaders }) => encode(viewerHeaders.get('referer')),
  'cs(User-Agent)': ({ viewerHeaders }) => encode(viewerHeaders.get('user-agent')),
  'sc-status': ({ status }) => String(status),
  'sc-bytes': ({ bytes }) => String(bytes),
  'sc-content-type': ({ contentType }) => encode(contentType),
  'sc-content-len': ({ responseHeaders }) => responseHeaders.get('content-length') ?? NOTHING,
  'sc-range-start': record => rangeOf(record)[0] ?? NOTHING,
  'sc-range-end': record => rangeOf(record)[1] ?? NOTHING,
  'ssl-protocol': () => 'TLSv1.3',
  'ssl-cipher': () => 'TLS_AES_128_GCM_SHA256',
  'time-taken': ({ ms }) => seconds(ms),
  'time-to-first-byte': ({ firstByteMs }) => seconds(firstByteMs),
  'origin-fbl': ({ originMs }) => seconds(originMs?.first),
  'origin-lbl': ({ originMs }) => seconds(originMs?.last),
  'cache-behavior-path-pattern': ({ behaviour }) => behaviour,
} satisfies Record<string, (record: RequestRecord, domainName: string) => string>;

/** The name of a field. */
export type LogField = keyof typeof FIELDS;

export const logField = z.custom<LogField>(
  name => typeof name === 'string' && Object.hasOwn(FIELDS, name),
  'is no field of a log that is modelled',
);

/** A line of a log in JSON, without its end: each field in its turn, and each value a text. */
export function logLine(record: RequestRecord, fields: readonly LogField[], domainName: string): string {
  return JSON.stringify(Object.fromEntries(fields.map(name => [name, FIELDS[name](record, domainName)])));
}

/** A request counts for the moment when it was answered. */
const endOf = ({ timestamp, ms }: RequestRecord) => new Date(timestamp + ms).toISOString();

const seconds = (ms: number | undefined) => (ms === undefined ? NOTHING : (ms / 1000).toFixed(3));

const rangeOf = ({ responseHeaders }: RequestRecord) =>
  /^bytes (\d+)-(\d+)\//.exec(responseHeaders.get('content-range') ?? '')?.slice(1) ?? [];

/**
 * CloudFront writes codes for what is no plain character, byte by byte, and for the percent sign too: `%2F` stands there as `%252F`.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html#LogFileFormat
 */
function encode(value: string | null): string {
  if (!value) return NOTHING;
  // Each character is a byte, as it came over the wire.
  return value.replace(
    /[^!$&(-;=?-Z_a-z]/g,
    byte => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
