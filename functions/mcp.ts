import { createAssistantsApi, PROTOCOL_HEADERS } from '../core/assistants/http.ts';
import { environment } from '../core/environment.ts';
import { httpApiHandler } from './http-api/http-api.ts';

const { ORIGIN_SECRET } = environment('ORIGIN_SECRET');

/** Below the 29 s that the function has: a tool that waits for longer says so itself. */
const TIMEOUT_MS = 25_000;

const api = createAssistantsApi(request => fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS) }));

/** The Model Context Protocol, for assistants: what they can do goes through the public API. */
export const handler = httpApiHandler(api, ORIGIN_SECRET, PROTOCOL_HEADERS);
