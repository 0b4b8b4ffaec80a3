import { createApi } from '../api/api.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { settingsAnswer, type Told } from './answer.ts';
import { ALLOWED, getSettings } from './routes.ts';

export interface SettingsApiOptions extends Told {
  keys: KeyStore;
  calls: Calls;
}

/** The settings that are in force, read only, as an app for `fetch(request, { host })`. */
export function createSettingsApi({ keys, calls, ...told }: SettingsApiOptions) {
  const options = {
    title: 'Signpost settings',
    document: '/api/settings/openapi.json',
    keys,
    calls,
    allowed: ALLOWED,
    expected: {},
  };
  return createApi(options, (api, guarded) => {
    api.openapi(guarded(getSettings), c => c.json(settingsAnswer(told, c.env.host), 200));
  });
}
