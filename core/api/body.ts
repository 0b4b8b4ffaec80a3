import { createMiddleware } from 'hono/factory';
import { Problem, shortened } from '../problem.ts';

/** A hundred addresses of the longest kind, and room to spare; far below what a Lambda takes (6 MB). */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Throws a 413 problem for a body of more than `MAX_BODY_BYTES`. */
export function refuseLarge(bytes: number): void {
  if (bytes > MAX_BODY_BYTES)
    throw new Problem(413, `The body has ${bytes} bytes; expected at most ${MAX_BODY_BYTES}.`);
}

/**
 * Reads the body of a request as JSON in UTF-8, the one encoding it may have, and hands it on as such. A byte order mark is
 * dropped, as some programs write one. Spec: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
 */
export const requireJson = createMiddleware(async (c, next) => {
  const { raw } = c.req;
  const bytes = await raw.arrayBuffer();
  if (bytes.byteLength > 0) {
    refuseOtherTypes(raw.headers.get('content-type') ?? '');
    const headers = new Headers(raw.headers);
    headers.set('content-type', 'application/json');
    c.req.raw = new Request(raw.url, { method: raw.method, headers, body: utf8(bytes) });
  } else if (raw.body) c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers });
  await next();
});

/**
 * For routes whose body may be left out, behind `requireJson`: many programs name the type of a body that they do not send, and
 * nothing is no JSON.
 */
export const mayBeEmpty = createMiddleware(async (c, next) => {
  const { raw } = c.req;
  // What had a body was given one of its own.
  if (raw.bodyUsed || raw.body === null) {
    const headers = new Headers(raw.headers);
    headers.delete('content-type');
    c.req.raw = new Request(raw.url, { method: raw.method, headers });
  }
  await next();
});

/** "application/json", or another type that is written in JSON: https://www.rfc-editor.org/rfc/rfc6839#section-3.1 */
const JSON_TYPE = /^application\/(?:[!#$&^\w.+-]+\+)?json$/i;
// No charset is defined for JSON, and many name one. In ASCII all is UTF-8 as well.
const CHARSET = /^charset\s*=\s*"?([^"]*)"?$/i;
const UTF8 = /^(?:utf-?8|us-ascii)$/i;

/** Spaces around ";", an empty parameter and any letter case are legal: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.6 */
function refuseOtherTypes(contentType: string): void {
  const [type = '', ...parameters] = contentType.split(';').map(part => part.trim());
  if (!JSON_TYPE.test(type)) throw new Problem(415, 'Send JSON, with "Content-Type: application/json".');
  for (const parameter of parameters) {
    const [, charset] = CHARSET.exec(parameter) ?? [];
    if (charset !== undefined && !UTF8.test(charset))
      throw new Problem(415, `The charset is "${shortened(charset)}"; expected JSON in UTF-8.`);
  }
}

function utf8(bytes: ArrayBuffer): string {
  const text = decoded(bytes);
  // Some gateway on the way may have decoded the bytes already, and have put this in place of what it could not read.
  if (text === undefined || text.includes('\ufffd'))
    throw new Problem(
      400,
      'The body is not UTF-8, or holds U+FFFD, which stands for characters that were lost; expected JSON in UTF-8.',
    );
  return text;
}

function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
