import { createRoute, z } from '@hono/zod-openapi';
import { PROBLEMS, problem, QUERY_PROBLEMS, withKey } from '../../api/schema.ts';
import { CHANGES, header, headers, json, NO_LINK, params, query } from '../routes.ts';
import { AlterChange, ChangeAnswer, ChangesAnswer, OrderChange } from './schema.ts';

const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: ChangeAnswer } },
});
const NO_CHANGE = { 404: problem('there is no such link, or no such change of it') };
const DELETED = { 410: problem('the link was deleted, or the change has come and could not be made') };
const ofOne = params.extend({ id: z.string() });

export const postChange = createRoute({
  method: 'post',
  path: '/api/links/{slug}/changes',
  summary: 'Order a change of a link for later, or find the one an equal request ordered',
  security: withKey('links:write'),
  request: { params, query, headers, ...json(OrderChange) },
  responses: {
    200: answer('it was ordered already'),
    201: { ...answer('it was ordered'), headers: { Location: header('the change in this API') } },
    409: problem('the link has as many changes to come as it can have'),
    410: problem('the link was deleted; it can be restored'),
    ...CHANGES,
  },
});

export const listChanges = createRoute({
  method: 'get',
  path: '/api/links/{slug}/changes',
  summary: 'What was ordered for a link and has not come, or could not be made; the next first',
  security: withKey('links:read'),
  request: { params, query },
  responses: {
    200: { description: 'the changes', content: { 'application/json': { schema: ChangesAnswer } } },
    ...NO_LINK,
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const getChange = createRoute({
  method: 'get',
  path: '/api/links/{slug}/changes/{id}',
  summary: 'Read a change that was ordered',
  security: withKey('links:read'),
  request: { params: ofOne, query },
  responses: { 200: answer('the change'), ...NO_CHANGE, ...QUERY_PROBLEMS, ...PROBLEMS },
});

export const patchChange = createRoute({
  method: 'patch',
  path: '/api/links/{slug}/changes/{id}',
  summary: 'Order a change otherwise: for another time, or with another patch',
  security: withKey('links:write'),
  request: { params: ofOne, query, headers, ...json(AlterChange) },
  responses: {
    200: answer('the change as it is ordered now'),
    ...DELETED,
    ...CHANGES,
    ...NO_CHANGE,
  },
});

export const deleteChange = createRoute({
  method: 'delete',
  path: '/api/links/{slug}/changes/{id}',
  summary: 'Call a change off',
  security: withKey('links:write'),
  request: { params: ofOne, query, headers },
  responses: { 200: answer('the change as it was'), ...CHANGES, ...NO_CHANGE },
});
