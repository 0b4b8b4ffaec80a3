import { droppedNames, keepingLine } from '../core/snapshots/dropped.ts';

export const hashRouteNote = (route: string): string =>
  `its routes are behind # (${route}), which no server is ever told: all of them are one page for crawlers. Let the app's router use the history mode.`;

export const readNote = (names: string[], kept: readonly string[]): string =>
  `it is another page without ${listed(names)}, which does not count in its address: crawlers get one page for all values. Keep it in infra/settings.yml: ${keepingLine(kept, names)}`;

export const linksNote = (names: string[], kept: readonly string[]): string =>
  `its links differ in nothing but ${listed(names)}, which does not count in an address: they lead crawlers to one page. If the app reads it, keep it in infra/settings.yml: ${keepingLine(kept, names)}`;

const listed = (names: string[]) => names.map(name => `?${name}`).join(', ');

/** Parameters whose values alone tell links of a site apart. */
export function namesInLinks(links: readonly string[], url: string): string[] {
  const { origin } = new URL(url);
  const values = new Map<string, Map<string, Set<string>>>();
  for (const link of links) {
    if (!URL.canParse(link) || new URL(link).origin !== origin) continue;
    const { pathname, search, searchParams } = new URL(link);
    for (const name of droppedNames(search.slice(1), [])) {
      const paths = values.get(name) ?? new Map<string, Set<string>>();
      values.set(name, paths);
      paths.set(pathname, (paths.get(pathname) ?? new Set<string>()).add(searchParams.get(name) ?? ''));
    }
  }
  return [...values]
    .filter(([, paths]) => [...paths.values()].some(({ size }) => size > 1))
    .map(([name]) => name);
}
