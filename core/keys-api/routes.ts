import { createRoute, z } from '@hono/zod-openapi';
import {
  ANY_KEY_PROBLEMS,
  BODY_PROBLEMS,
  documentRoute,
  limitOf,
  PROBLEMS,
  problem,
  QUERY_PROBLEMS,
  withKey,
} from '../api/schema.ts';
import { CreateKey, KeyAnswer, KeysAnswer, Rotation, SecretAnswer } from './schema.ts';

export const ALLOWED = {
  '/api/keys': 'GET, HEAD, POST',
  '/api/keys/me': 'GET, HEAD',
  '/api/keys/:id': 'GET, HEAD, DELETE',
  '/api/keys/:id/rotate': 'POST',
};

const answer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const params = z.object({ id: z.string() });
const NO_KEY = { 404: problem('no key has this id, or one with more rights than the one that asks') };

export const postKey = createRoute({
  method: 'post',
  path: '/api/keys',
  summary: 'Make a key',
  security: withKey('admin'),
  request: { body: { required: true, content: { 'application/json': { schema: CreateKey } } } },
  responses: { 201: answer('the key, and its secret', SecretAnswer), ...BODY_PROBLEMS, ...PROBLEMS },
});

export const getKeys = createRoute({
  method: 'get',
  path: '/api/keys',
  summary: 'List keys, those revoked and expired included; the newest first',
  security: withKey('admin'),
  request: {
    query: z.object({
      cursor: z.string().optional(),
      limit: limitOf(100),
    }),
  },
  responses: {
    200: answer('the keys', KeysAnswer),
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const EXPECTED_QUERY = {
  cursor: 'the cursor of the last answer',
  limit: 'a number from 1 to 100',
};

/** Before a key by its id: no id is called so. */
export const getOwnKey = createRoute({
  method: 'get',
  path: '/api/keys/me',
  summary: 'Read the key that asks, whatever its scopes',
  security: withKey(),
  responses: { 200: answer('the key that asks', KeyAnswer), ...ANY_KEY_PROBLEMS },
});

export const getKey = createRoute({
  method: 'get',
  path: '/api/keys/{id}',
  summary: 'Read a key',
  security: withKey('admin'),
  request: { params },
  responses: { 200: answer('the key', KeyAnswer), ...NO_KEY, ...PROBLEMS },
});

export const removeKey = createRoute({
  method: 'delete',
  path: '/api/keys/{id}',
  summary: 'Revoke a key: from now on it is none',
  security: withKey('admin'),
  request: { params },
  responses: {
    200: answer('the key as it is now', KeyAnswer),
    ...BODY_PROBLEMS,
    ...NO_KEY,
    409: problem('it is the last key that may do everything'),
    ...PROBLEMS,
  },
});

export const rotateKey = createRoute({
  method: 'post',
  path: '/api/keys/{id}/rotate',
  summary: 'Give a key another secret; those it has end after an overlap',
  security: withKey('admin'),
  request: { params, body: { content: { 'application/json': { schema: Rotation } } } },
  responses: {
    200: answer('the key, and its new secret', SecretAnswer),
    ...BODY_PROBLEMS,
    ...NO_KEY,
    409: problem('another change came first, or too many secrets are taken at once'),
    410: problem('the key was revoked, or has expired'),
    ...PROBLEMS,
  },
});

export const DOCUMENT = '/api/keys/openapi.json';

/** For the document that describes all APIs. */
export const KEY_ROUTES = [
  postKey,
  getKeys,
  getOwnKey,
  getKey,
  removeKey,
  rotateKey,
  documentRoute(DOCUMENT),
];
