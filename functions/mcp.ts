import { createAssistantsApi, PROTOCOL_HEADERS } from '../core/assistants/http.ts';
import { environment } from '../core/environment.ts';
import { httpApiHandler } from './http-api/http-api.ts';

const { ORIGIN_SECRET } = environment('ORIGIN_SECRET');

const api = createAssistantsApi(fetch);

/** The Model Context Protocol, for assistants: what they can do goes through the public API. */
export const handler = httpApiHandler(api, ORIGIN_SECRET, PROTOCOL_HEADERS);
