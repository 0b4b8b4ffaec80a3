import { type ClientRequest, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as SecureAgent } from 'node:https';
import type { Clock } from '../core/clock.ts';
import { isLoopback } from '../core/origin.ts';
import { UnreachableError } from './faults.ts';

/** What a short url answers. */
export interface Followed {
  status: number;
  location: string | undefined;
}

/** Asks where short urls lead, as people do who follow them. */
export interface Follower {
  /** Rejects with an error of one sentence where nobody answers, or somebody else does. */
  follow(path: string): Promise<Followed>;
  close(): void;
}

/** A browser: programs and crawlers may be led elsewhere. HEAD is no click, and counted as what it is. */
const HEADERS = {
  accept: 'text/html',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0',
};
const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;

export interface FollowerOptions {
  /** Where it is asked: an origin. */
  at: string;
  /** What is asked for there, whoever DNS says that this is; `at`'s own name without it. */
  domain?: string | undefined;
  /** So many at once. */
  atOnce: number;
  clock: Clock;
}

export function followerOf({ at, domain, atOnce, clock }: FollowerOptions): Follower {
  const url = new URL(at);
  const isSecure = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: atOnce };
  const agent = isSecure ? new SecureAgent(options) : new PlainAgent(options);
  const ask = isSecure ? requestSecure : requestPlain;
  const host = domain === undefined ? url.host : nameAt(domain, url);
  const servername = host.replace(/:\d+$/, '');
  const base = `${url.protocol}//${host}`;
  /** https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2 */
  const absolute = (location: string) =>
    !URL.canParse(location) && URL.canParse(location, base) ? new URL(location, base).href : location;

  const once = (path: string, method = 'HEAD') =>
    new Promise<Followed>((resolve, reject) => {
      const request: ClientRequest = ask(
        {
          method,
          host: url.hostname,
          port: url.port || undefined,
          path,
          agent,
          ...(isSecure && { servername }),
          headers: { ...HEADERS, host },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        response => {
          response.resume();
          const { statusCode: status = 0, headers } = response;
          resolve({ status, location: headers.location && absolute(headers.location) });
        },
      );
      request.once('error', reject);
      request.end();
    });

  /** Some services answer HEAD with no word of the link. */
  const asked = async (path: string) => {
    const answer = await once(path);
    return answer.status === 405 || answer.status === 501 ? await once(path, 'GET') : answer;
  };

  return {
    async follow(path) {
      for (let attempt = 1; ; attempt++) {
        const outcome = await asked(path).catch((error: NodeJS.ErrnoException) => error);
        if (!(outcome instanceof Error) && outcome.status < 500 && outcome.status !== 429) return outcome;
        if (outcome instanceof Error && String(outcome.code).startsWith('ERR_TLS_CERT'))
          throw new Error(`the certificate at ${url.host} is not for ${servername}: ${outcome.message}`);
        if (attempt === ATTEMPTS) {
          if (!(outcome instanceof Error)) return outcome;
          throw new UnreachableError(`${url.host} cannot be reached: ${outcome.message || outcome.code}`);
        }
        await clock.sleep(500 * 2 ** attempt);
      }
    },
    close: () => agent.destroy(),
  };
}

/** On a laptop all short domains are below localhost. */
const nameAt = (domain: string, { hostname, port }: URL): string =>
  isLoopback(hostname) ? `${domain}.localhost${port && `:${port}`}` : domain;
