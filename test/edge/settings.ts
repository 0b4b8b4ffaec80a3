import { edgeSettings } from '../../infra/edge-settings.ts';

/** The build puts the settings into an edge function; here they are a global. To be imported before the function is. */
export const SETTINGS = edgeSettings({ pageParameters: ['page', 'q', 'é'] });

Object.assign(globalThis, { SETTINGS });
