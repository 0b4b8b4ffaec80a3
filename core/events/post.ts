import { lookup } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../browser/public-address.ts';

export interface PostOptions {
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  /** Whether http://localhost may be asked, as in the local cloud. */
  isLocal: boolean;
}

/** What was answered. */
export interface Posted {
  status: number;
  /** `Retry-After` as it came. */
  retryAfter: string | undefined;
}

/**
 * Sends a body to an address of the internet. A name is looked at when it has become an address, so none can lead into a network
 * of ours; a redirect is an answer like others.
 *
 * @returns the status, and when to come again where that is said
 * @throws an error that says why there was no answer
 */
export function post(address: string, { headers, body, timeoutMs, isLocal }: PostOptions): Promise<Posted> {
  const url = new URL(address);
  const isOwn = isLocal && url.protocol === 'http:' && url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !isOwn) throw new Error('only https is asked');
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!isOwn && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new Error(NOT_PUBLIC);
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = (isOwn ? requestPlain : requestSecure)(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: false,
        signal,
        ...(!isOwn && { lookup: publicLookup }),
      },
      response => {
        response.destroy(); // what it says is nobody's concern
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, retryAfter: headers['retry-after'] });
      },
    );
    // A protocol that nobody asked to change to: the connection is closed, and that is all.
    request.once('close', () => reject(new Error('the connection was closed without an answer')));
    request.once('error', error =>
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`) : error),
    );
    request.end(body);
  });
}

const NOT_PUBLIC = 'its address is not of the public internet';

const publicLookup: LookupFunction = (hostname, options, answer) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, '', 0);
    const inner = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (inner || !first) return answer(new Error(NOT_PUBLIC), '', 0);
    if (options.all) return answer(null, addresses);
    answer(null, first.address, first.family);
  });
