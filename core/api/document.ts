import type { OpenAPIHono } from '@hono/zod-openapi';

export type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;
type Operation = NonNullable<NonNullable<Document['paths']>[string]['get']>;

const text = { type: 'string' as const };

/** Headers that no route speaks of, as the door of each API sends them (`api.ts`). */
export const COMMON_HEADERS = {
  CacheControl: { description: 'no-store: each answer is of its moment', required: true, schema: text },
  RateLimitPolicy: {
    description: 'How many calls the key has in a minute, e.g. "writes";q=600;w=60',
    schema: text,
  },
  RateLimit: {
    description: 'How many are left, and for how many seconds, e.g. "writes";r=598;t=37',
    schema: text,
  },
  RetryAfter: { description: 'Seconds until it may be tried again', required: true, schema: text },
  WwwAuthenticate: {
    description: 'Bearer: what is wrong with the key, or which scope it has not',
    schema: text,
  },
};

const refs = (names: Record<string, keyof typeof COMMON_HEADERS>) =>
  Object.fromEntries(
    Object.entries(names).map(([name, of]) => [name, { $ref: `#/components/headers/${of}` }]),
  );

const ALL = refs({ 'Cache-Control': 'CacheControl' });
const COUNTED = refs({ 'RateLimit-Policy': 'RateLimitPolicy', RateLimit: 'RateLimit' });
const BY_STATUS: Record<string, object> = {
  401: refs({ 'WWW-Authenticate': 'WwwAuthenticate' }),
  403: refs({ 'WWW-Authenticate': 'WwwAuthenticate' }),
  429: refs({ 'Retry-After': 'RetryAfter' }),
  503: refs({ 'Retry-After': 'RetryAfter' }),
};

/** Says of each answer what its headers are: those of its route, and those that are the same for all. */
export function withCommonHeaders(document: Document): Document {
  for (const item of Object.values(document.paths ?? {}))
    for (const method of ['get', 'post', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation) addHeaders(operation);
    }
  return document;
}

function addHeaders({ responses = {}, security }: Operation): void {
  for (const [status, response] of Object.entries(responses))
    response.headers = {
      ...response.headers,
      ...ALL,
      ...(security && COUNTED),
      ...BY_STATUS[status],
    };
}
