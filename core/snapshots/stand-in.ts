import type { SiteName } from '../rendering/site-name.ts';
import type { Source, StandIn } from '../rendering/stand-in.ts';
import type { AppFiles } from './app-files.ts';

export interface SiteStandInOptions {
  name: Pick<SiteName, 'leadsHere'>;
  files: Pick<AppFiles, 'find'>;
  /** The app's shell. */
  shell(): Promise<Source>;
  /** The domain of the app's own API; empty when it has none. */
  apiDomain: string;
}

/** Paths that are files to the distribution, whether they exist or not: infra/site-distribution.yml. */
const FILE = /^\/(assets|static)\/|\.[a-z\d]+$/i;

/**
 * Answers as our distribution would, were the site's name ours already: the app's files from the bucket, `/api/*` from the
 * app's own API, the shell for every other address. So a page is the same before DNS is turned and after it.
 */
export const siteStandIn = ({ name, files, shell, apiDomain }: SiteStandInOptions): StandIn => ({
  isNeededFor: async origin => !(await name.leadsHere(origin)),
  answer: async ({ method, url }) => {
    const { pathname, search } = url;
    if (apiDomain && pathname.startsWith('/api/'))
      return { ask: new URL(pathname + search, `https://${apiDomain}`) };
    if (method !== 'GET' && method !== 'HEAD') return plain(403);
    const file = await files.find(pathname);
    if (file) return method === 'HEAD' ? { ...file, body: '' } : file;
    return FILE.test(pathname) ? plain(404) : shell();
  },
});

const plain = (status: number): Source => ({ status, headers: { 'content-type': 'text/plain' }, body: '' });
