import { createRoute, z } from '@hono/zod-openapi';
import { BODY_PROBLEMS, documentRoute, PROBLEMS, problem, QUERY_PROBLEMS, withKey } from '../api/schema.ts';
import { DroppedAnswer, PageAnswer, PageQuery } from './page-schema.ts';
import {
  AlterOrder,
  LaterAnswer,
  LaterOrdersAnswer,
  ListAnswer,
  ListQuery,
  OrderAnswer,
  RerenderOrder,
} from './schema.ts';

export const getSnapshots = createRoute({
  method: 'get',
  path: '/api/snapshots',
  summary: 'What is stored, by address, in the order of the paths or of when it is due',
  security: withKey('pages'),
  request: { query: ListQuery },
  responses: {
    200: { description: 'the pages', content: { 'application/json': { schema: ListAnswer } } },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const getPage = createRoute({
  method: 'get',
  path: '/api/snapshots/page',
  summary: 'What a crawler gets of a page: the stored document, and what it says',
  security: withKey('pages'),
  request: { query: PageQuery },
  responses: {
    200: { description: 'the page as it is stored', content: { 'application/json': { schema: PageAnswer } } },
    404: problem('the page has no snapshot; the detail says how it gets one'),
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const deleteSnapshot = createRoute({
  method: 'delete',
  path: '/api/snapshots',
  summary: 'Drop what is stored of a page, at the edges too; who asks for it next has it rendered anew',
  security: withKey('pages'),
  request: { query: PageQuery },
  responses: {
    200: {
      description: 'the page as it was',
      content: { 'application/json': { schema: DroppedAnswer } },
    },
    404: problem('there is nothing of the page'),
    409: problem('the page is being rendered at the moment'),
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});

const later = (description: string) => ({
  description,
  content: { 'application/json': { schema: LaterAnswer } },
});

export const postRerender = createRoute({
  method: 'post',
  path: '/api/snapshots/rerender',
  summary: 'Have pages rendered, whether they are due or not: now, or for later with at or repeat',
  security: withKey('pages'),
  request: { body: { required: true, content: { 'application/json': { schema: RerenderOrder } } } },
  responses: {
    200: later('it was ordered for later already'),
    201: {
      ...later('it is ordered for later'),
      headers: {
        Location: {
          description: 'the order in this API',
          required: true,
          schema: { type: 'string' as const },
        },
      },
    },
    202: { description: 'the pages are queued', content: { 'application/json': { schema: OrderAnswer } } },
    409: problem('there are as many orders for later as there can be'),
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});

const params = z.object({ id: z.string() });
const NO_ORDER = { 404: problem('there is no such order') };

export const getOrders = createRoute({
  method: 'get',
  path: '/api/snapshots/orders',
  summary: 'What was ordered for later, the next first; and what of it has come lately',
  security: withKey('pages'),
  responses: {
    200: { description: 'the orders', content: { 'application/json': { schema: LaterOrdersAnswer } } },
    ...PROBLEMS,
  },
});

export const getOrder = createRoute({
  method: 'get',
  path: '/api/snapshots/orders/{id}',
  summary: 'Read an order for later',
  security: withKey('pages'),
  request: { params },
  responses: { 200: later('the order'), ...NO_ORDER, ...PROBLEMS },
});

export const patchOrder = createRoute({
  method: 'patch',
  path: '/api/snapshots/orders/{id}',
  summary: 'Order it for another time, or other pages',
  security: withKey('pages'),
  request: { params, body: { required: true, content: { 'application/json': { schema: AlterOrder } } } },
  responses: {
    200: later('the order as it is now'),
    ...NO_ORDER,
    410: problem('the order has come'),
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const deleteOrder = createRoute({
  method: 'delete',
  path: '/api/snapshots/orders/{id}',
  summary: 'Call an order off',
  security: withKey('pages'),
  request: { params },
  responses: { 200: later('the order as it was'), ...NO_ORDER, ...BODY_PROBLEMS, ...PROBLEMS },
});

export const DOCUMENT = '/api/snapshots/openapi.json';

/** For the document that describes all APIs. */
export const SNAPSHOT_ROUTES = [
  getSnapshots,
  getPage,
  deleteSnapshot,
  postRerender,
  getOrders,
  getOrder,
  patchOrder,
  deleteOrder,
  documentRoute(DOCUMENT),
];
