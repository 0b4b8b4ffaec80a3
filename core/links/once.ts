import { createHash, createHmac } from 'node:crypto';
import { parseItem } from 'structured-headers';
import { type RandomBytes, uuid } from '../ids.ts';
import type { AnswerKeeper, KeptAnswer } from '../kept-answers.ts';
import { invalid, Problem, problemFrom } from '../problem.ts';

export interface OnceContext {
  answers: AnswerKeeper;
  random: RandomBytes;
  /** A body may hold a password, which its bare hash would tell who can try many. */
  slugSecret: string;
}

/** A request that a client may repeat without knowing whether the first one came through. */
export interface Repeatable {
  /** The Idempotency-Key header; undefined without one. */
  header: string | undefined;
  /** The id of the API key: each has names of its own. */
  keyId: string;
  /** What is asked, with its fields in one order. */
  asked: unknown;
}

/**
 * Makes a link once for all requests of the same name within 24 h: the others get the first answer, even if the link was changed
 * since. Who was stopped half-way left a begun request, and with it the id of the link: whoever repeats it finds that link. A
 * request that is refused leaves nothing, and may be sent again with the mistake mended.
 * Spec: https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
 *
 * @param make is told the id the link shall have; undefined for a request without a name
 * @throws a 422 problem for a name that is none, or one of another request; a ServiceFault; and what `make` throws
 */
export async function once(
  { header, keyId, asked }: Repeatable,
  make: (linkId?: string) => Promise<KeptAnswer>,
  { answers, random, slugSecret }: OnceContext,
): Promise<KeptAnswer> {
  if (header === undefined) return await make();
  const name = `${keyId}#${createHash('sha256').update(nameIn(header)).digest('hex')}`;
  const fingerprint = createHmac('sha256', slugSecret).update(JSON.stringify(asked)).digest('hex');
  const attempt = await answers.begin(name, { fingerprint, makes: uuid(random) });
  if (attempt.fingerprint !== fingerprint)
    throw wrongName('is that of another request, made in the last 24 h', 'a new one for each request');
  if (attempt.answer) return attempt.answer;
  try {
    return await answers.keep(name, attempt, await make(attempt.makes));
  } catch (error) {
    if (error instanceof Problem) await answers.forget(name, attempt).catch(problemFrom); // the log has it
    throw error;
  }
}

const MAX_NAME = 255;

/** The name, in quotes as the draft has it, or bare as many clients send it. */
function nameIn(header: string): string {
  const name = header.startsWith('"') ? quoted(header) : header.trim();
  if (name === undefined || !/^[\x20-\x7e]*$/.test(name) || name === '' || name.length > MAX_NAME)
    throw wrongName('is none', `1 to ${MAX_NAME} printable characters in quotes, e.g. a UUID`);
  return name;
}

function quoted(header: string): string | undefined {
  try {
    const [value] = parseItem(header);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

const wrongName = (reason: string, expected: string) =>
  invalid([{ field: 'Idempotency-Key', reason, expected }]);
