import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../ids.ts';
import { ServiceFault } from '../problem.ts';
import { type Refusal, refusalIn } from './refusal.ts';

export interface LokiSettings {
  /** Where Loki is: `https://logs.example.com`. */
  url: string;
  /** Whose lines these are; '' where Loki has one tenant, or tells it by who asks. */
  tenant: string;
  /** `user:password`, a bearer token, or '' for neither. */
  secret: string;
}

export interface LokiContext {
  clock: Clock;
  random: RandomBytes;
  /** Until when something may be tried: milliseconds since 1970. */
  deadline: number;
}

const TRIES = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const LONGEST_TRY_MS = 15_000;
/** The reasons are at the beginning. */
const MOST_CHARACTERS = 20_000;

const zip = promisify(gzip);

/** Of a body that is too large for whoever is in front of Loki: its half may not be. */
const TOO_LARGE: Refusal = { reason: 'tooLong', isOf: () => false };

type Try = { refusal: Refusal | undefined } | { again: string; afterMs: number };

/**
 * Pushes to one Loki. Tries again, in the time that is there, what may be right another time: 429, 5xx and a connection that
 * broke. Loki drops what it has already.
 */
export class LokiClient {
  readonly #address: string;
  readonly #headers: Record<string, string>;
  readonly #context: LokiContext;
  #failure: unknown;

  constructor({ url, tenant, secret }: LokiSettings, context: LokiContext) {
    this.#address = `${url.replace(/\/$/, '')}/loki/api/v1/push`;
    this.#headers = {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      ...(tenant && { 'x-scope-orgid': tenant }),
      ...(secret && { authorization: authorizationOf(secret) }),
    };
    this.#context = context;
  }

  /**
   * Answers for what Loki refuses some of the lines; undefined when it took all.
   * Rejects with a ServiceFault when Loki cannot be reached, or takes nothing of ours; and from then on at once, so that one
   * outage is not waited for file by file.
   */
  async push(body: string): Promise<Refusal | undefined> {
    if (this.#failure) throw this.#failure;
    try {
      return await this.#push(body);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async #push(body: string): Promise<Refusal | undefined> {
    const zipped = new Uint8Array(await zip(body));
    const { clock, deadline } = this.#context;
    for (let tries = 1; ; tries++) {
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) throw new ServiceFault('Loki', new Error('no time is left'));
      const answer = await this.#try(zipped, Math.min(leftMs, LONGEST_TRY_MS));
      if ('refusal' in answer) return answer.refusal;
      const waitMs = Math.max(answer.afterMs, this.#jitter(tries));
      if (tries === TRIES || clock.now() + waitMs >= deadline)
        throw new ServiceFault('Loki', new Error(`${answer.again}, after ${tries} tries`));
      await clock.sleep(waitMs);
    }
  }

  async #try(body: Uint8Array<ArrayBuffer>, timeoutMs: number): Promise<Try> {
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      // A redirect would take the secret along, or leave the lines behind.
      const asked = { method: 'POST', headers: this.#headers, body, redirect: 'manual', signal } as const;
      response = await fetch(this.#address, asked);
      text = (await response.text()).slice(0, MOST_CHARACTERS);
    } catch (error) {
      return { again: reasonOf(error), afterMs: 0 };
    }
    const { status, ok } = response;
    const refusal = status === 413 ? TOO_LARGE : status === 400 ? refusalIn(text) : undefined;
    if (ok || refusal) return { refusal };
    const reason = `it answered ${status}: ${text.slice(0, 500)}`;
    if (status !== 429 && status < 500) throw new ServiceFault('Loki', new Error(reason));
    return { again: reason, afterMs: this.#retryAfter(response) };
  }

  /** Anything up to a bound that doubles, so that many who were refused together do not come back together. */
  #jitter(tries: number): number {
    const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
    return Math.floor((bound * this.#context.random(4).readUInt32BE()) / 2 ** 32);
  }

  /** Seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
  #retryAfter({ headers }: Response): number {
    const said = headers.get('retry-after') ?? '';
    const afterMs = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - this.#context.clock.now();
    return Math.max(afterMs || 0, 0);
  }
}

function authorizationOf(secret: string): string {
  return secret.includes(':') ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`;
}

/** `fetch` says no more than that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
