import { stat } from 'node:fs/promises';
import { SERVICES } from '../core/imports/services.ts';
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

/** Names of the services, as --from takes them. */
const NAMES = SERVICES.map(({ name }) => name);

/** The one export that a command is about, and whose it is. Throws an error of one sentence. */
export function exportOf(positionals: readonly string[], from: string | undefined) {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Error('name one file: the export of the service you come from');
  if (from !== undefined && !NAMES.includes(from))
    throw new Error(`--from ${from}: this must be one of ${NAMES.join(', ')}`);
  return { file, from };
}

/** How many bytes a file has. Throws an error of one sentence for what is none: it is read more than once. */
export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`${file} is no file`);
  return found.size;
}
