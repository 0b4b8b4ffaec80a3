import { isWeb } from './listed-pages.ts';

export const LOCAL_API = 'http://localhost:4000';

/** Where the API is and with which key, as options or the environment have it. Throws an error of one sentence. */
export function connectionOf({
  api = LOCAL_API,
  key = process.env.SIGNPOST_KEY,
}: {
  api?: string | undefined;
  key?: string | undefined;
}) {
  if (!isWeb(api)) throw new Error(`--api ${api}: this must be a URL such as ${LOCAL_API}`);
  if (!key) throw new Error('--key is missing, and SIGNPOST_KEY is not set. `signpost key` makes a key.');
  return { api: new URL(api).origin, key };
}
