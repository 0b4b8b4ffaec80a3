import { createRoute } from '@hono/zod-openapi';
import { BODY_PROBLEMS, PROBLEMS, problem, WITH_KEY } from '../api/schema.ts';
import { ListAnswer, ListQuery, OrderAnswer, RerenderOrder } from './schema.ts';

export const getSnapshots = createRoute({
  method: 'get',
  path: '/api/snapshots',
  summary: 'What is stored, by address, in the order of the paths',
  security: WITH_KEY,
  request: { query: ListQuery },
  responses: {
    200: { description: 'the pages', content: { 'application/json': { schema: ListAnswer } } },
    422: problem('a parameter is wrong; `errors` says which and why'),
    ...PROBLEMS,
  },
});

export const postRerender = createRoute({
  method: 'post',
  path: '/api/snapshots/rerender',
  summary: 'Have pages rendered, whether they are due or not',
  security: WITH_KEY,
  request: { body: { required: true, content: { 'application/json': { schema: RerenderOrder } } } },
  responses: {
    202: { description: 'the pages are queued', content: { 'application/json': { schema: OrderAnswer } } },
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});

/** For the document that describes all APIs. */
export const SNAPSHOT_ROUTES = [getSnapshots, postRerender];
