import { plain } from './record.ts';
import { bitly } from './services/bitly.ts';
import { dub } from './services/dub.ts';
import { kutt } from './services/kutt.ts';
import { rebrandly } from './services/rebrandly.ts';
import type { Service } from './services/service.ts';
import { shlink } from './services/shlink.ts';
import { shortIo } from './services/short-io.ts';
import { signpost } from './services/signpost.ts';
import { yourls } from './services/yourls.ts';

/** All of them. Whose columns say more stands before whose are among them. */
export const SERVICES: readonly Service[] = [signpost, rebrandly, shortIo, shlink, yourls, bitly, dub, kutt];

export const serviceNamed = (name: string): Service | undefined => SERVICES.find(each => each.name === name);

/** Whether a CSV file with such columns is of the service. */
export function hasColumns({ csv = [] }: Service, columns: readonly string[]): boolean {
  const there = new Set(columns.map(plain));
  return csv.some(known => known.every(name => there.has(plain(name))));
}

/** Whose CSV has such columns. */
export const serviceOfColumns = (columns: readonly string[]): Service | undefined =>
  SERVICES.find(each => hasColumns(each, columns));

/** Whose links have such keys in JSON. */
export const serviceOfKeys = (keys: readonly string[]): Service | undefined =>
  SERVICES.find(({ json }) => json?.keys.every(key => keys.includes(key)));
