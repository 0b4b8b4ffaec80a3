import { createRoute } from '@hono/zod-openapi';
import { ANY_KEY_PROBLEMS, withKey } from '../api/schema.ts';
import { SettingsAnswer } from './schema.ts';

export const ALLOWED = { '/api/settings': 'GET, HEAD' };

export const getSettings = createRoute({
  method: 'get',
  path: '/api/settings',
  summary: 'The settings that are in force, for any key; another deploy changes them',
  security: withKey(),
  responses: {
    200: { description: 'the settings', content: { 'application/json': { schema: SettingsAnswer } } },
    ...ANY_KEY_PROBLEMS,
  },
});

export const SETTINGS_ROUTES = [getSettings];
