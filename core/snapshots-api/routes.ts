import { createRoute } from '@hono/zod-openapi';
import { BODY_PROBLEMS, documentRoute, PROBLEMS, QUERY_PROBLEMS, withKey } from '../api/schema.ts';
import { ListAnswer, ListQuery, OrderAnswer, RerenderOrder } from './schema.ts';

export const getSnapshots = createRoute({
  method: 'get',
  path: '/api/snapshots',
  summary: 'What is stored, by address, in the order of the paths',
  security: withKey('pages'),
  request: { query: ListQuery },
  responses: {
    200: { description: 'the pages', content: { 'application/json': { schema: ListAnswer } } },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const postRerender = createRoute({
  method: 'post',
  path: '/api/snapshots/rerender',
  summary: 'Have pages rendered, whether they are due or not',
  security: withKey('pages'),
  request: { body: { required: true, content: { 'application/json': { schema: RerenderOrder } } } },
  responses: {
    202: { description: 'the pages are queued', content: { 'application/json': { schema: OrderAnswer } } },
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const DOCUMENT = '/api/snapshots/openapi.json';

/** For the document that describes all APIs. */
export const SNAPSHOT_ROUTES = [getSnapshots, postRerender, documentRoute(DOCUMENT)];
