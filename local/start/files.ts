import { appPaths } from '../../core/app/files.ts';
import { type NeededFiles, neededFiles } from '../../core/app/site-files.ts';
import { addSiteFiles, behavioursLeft, filePatterns } from '../../infra/site-files.cjs';
import type { Template } from '../template/template.ts';
import { type Apis, USUAL_PATH } from './apis.ts';

/**
 * Has all files in an app's folder served as such, by behaviours that are added to the template, as a deploy would by its
 * settings. What lies at the path of an API is the API's, as it is there.
 *
 * @returns what was added, and what could not be
 */
export async function reachFiles(template: Template, folder: string, apis: Apis): Promise<NeededFiles> {
  const paths = (await appPaths(folder)).filter(path => !isOfAnApi(`/${path}`, apis));
  const needed = neededFiles(paths, filePatterns(template), behavioursLeft(template));
  addSiteFiles(template, needed.siteFiles);
  return needed;
}

const isOfAnApi = (path: string, apis: Apis) =>
  [...apis.keys()].some(api => path.startsWith(`${api}/`) || (path === api && api !== USUAL_PATH));
