import { answersOf, type Document } from '../openapi.ts';

type WrongAnswer = ReturnType<typeof answersOf>;

/** By the address of the short domain. */
const documents = new Map<string, Promise<WrongAnswer>>();

function documentOf(short: string): Promise<WrongAnswer> {
  const known =
    documents.get(short) ??
    fetch(`${short}/api/openapi.json`).then(async answer => answersOf((await answer.json()) as Document));
  documents.set(short, known);
  return known;
}

interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/**
 * Holds an answer of an API against the OpenAPI document that the same deployment gives.
 *
 * @param short the address of the short domain
 * @param asked the method and the path, with its query or without
 */
export async function holdToDocument(
  short: string,
  asked: { method: string; path: string },
  answer: Answer,
): Promise<void> {
  const wrongAnswer = await documentOf(short);
  const wrong = wrongAnswer({ ...answer, ...asked, path: new URL(asked.path, short).pathname });
  if (wrong !== undefined) throw new Error(wrong);
}

/** What is sent with a request: `body` as JSON. */
export interface Sent {
  key: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks an API of the short domain, each answer of which is held against the document. */
export async function askApi(
  short: string,
  method: string,
  path: string,
  { key, body, headers = {} }: Sent,
): Promise<Response> {
  const response = await fetch(`${short}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { status, headers: answered } = response;
  await holdToDocument(
    short,
    { method, path },
    { status, headers: answered, body: await response.clone().text() },
  );
  return response;
}
