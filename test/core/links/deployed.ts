import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { blockedBy } from '../../../core/links/blocked.ts';
import { Domains } from '../../../core/links/domains.ts';
import { startTables } from '../../tables.ts';
import { linksApiOf } from './makers.ts';

/** What a deploy may change of the links API, while its links stay. */
export interface Deployed {
  domains: object[];
  isBlocked(url: string): boolean;
  urlSchemes?: string[];
  purge(paths: string[]): Promise<void>;
}

export const USUAL: Deployed = {
  domains: [{ name: '', host: 'go.example.com' }],
  isBlocked: () => false,
  purge: async () => undefined,
};

/** The links API on tables of its own; `ask` asks it as the given deploy has it. */
export async function startApi() {
  const tables = await startTables();
  const keys = createKeyStore(tables.keys, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'test' });
  const ask = async (deployed: Deployed, method: string, path: string, body?: unknown) => {
    const api = linksApiOf(tables, {
      keys,
      domains: new Domains(JSON.stringify(deployed.domains)),
      isBlocked: blockedBy(deployed.isBlocked),
      urlSchemes: deployed.urlSchemes ?? [],
      purge: deployed.purge,
    });
    const request = new Request(`https://api.invalid/api/links${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await api.fetch(request, { host: 'go.example.com' });
    return { status: response.status, body: await response.json() };
  };
  return { ask, tables, stop: () => tables.stop() };
}
