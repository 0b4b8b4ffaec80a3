import { looksLikeFile } from '../file-endings.ts';
import { matchesPattern } from '../path-pattern.ts';
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
  /** Further APIs, each for its path and all below it, as SITE_APIS has them: `/graphql=api.example.com`, separated by commas. */
  apis: string;
  /** Path patterns of what are files, whether they exist or not, separated by commas, as SITE_FILES has them. */
  filePaths: string;
}

/**
 * Answers as our distribution would, were the site's name ours already: what is of an API from there, the app's files from the
 * bucket, the shell for every other address. So a page is the same before DNS is turned and after it.
 */
export const siteStandIn = ({ name, files, shell, filePaths, ...apis }: SiteStandInOptions): StandIn => ({
  isNeededFor: async origin => !(await name.leadsHere(origin)),
  answer: async ({ method, url }) => {
    const { pathname, search } = url;
    const domain = apiDomainOf(pathname, apis);
    if (domain) return { ask: new URL(pathname + search, `https://${domain}`) };
    if (method !== 'GET' && method !== 'HEAD') return plain(403);
    if (!isOfAFile(pathname, filePaths)) return shell();
    const file = await files.find(pathname);
    if (!file) return plain(404);
    return method === 'HEAD' ? { ...file, body: '' } : file;
  },
});

const isOfAFile = (pathname: string, filePaths: string) =>
  looksLikeFile(pathname) || filePaths.split(',').some(pattern => matchesPattern(pattern, pathname));

/** The first that has the path, as the behaviours of the distribution: further APIs come before `/api/*`. */
function apiDomainOf(pathname: string, { apiDomain, apis }: Pick<SiteStandInOptions, 'apiDomain' | 'apis'>) {
  for (const api of apis.split(',').filter(Boolean)) {
    const [path = '', domain] = api.split('=');
    if (pathname === path || pathname.startsWith(`${path}/`)) return domain;
  }
  return pathname.startsWith('/api/') ? apiDomain : '';
}

const plain = (status: number): Source => ({ status, headers: { 'content-type': 'text/plain' }, body: '' });
