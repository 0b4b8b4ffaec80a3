/** Files of a build that took the place of others under the same name, where that does harm. */
export interface SameNames {
  /** Of two builds they do not fit together, and for a while somebody gets one of each. */
  mixed: string[];
  /** Browsers keep the former ones for a year, for their names are said to hold a hash. */
  stale: string[];
}

/**
 * What of the files that were replaced does harm. A page with a picture of another build is right; with a script of another build
 * it may not start. A file that is replaced alone is the former or the new one, and fits the rest either way.
 *
 * @param replaced paths
 * @param hashed folders in which every name is said to hold a hash
 */
export function sameNames(replaced: readonly string[], hashed: readonly string[]): SameNames {
  const isKept = (path: string) => hashed.some(name => path.startsWith(`${name}/`));
  const code = replaced.filter(path => CODE.test(path) && !WORKER.test(path) && !isKept(path));
  const pages = replaced.filter(path => path.endsWith('.html'));
  return { mixed: code.length + pages.length > 1 ? code : [], stale: replaced.filter(isKept) };
}

const CODE = /\.(?:[cm]?js|css|wasm)$/;
/** A service worker keeps its name by design: browsers look there for a new one. */
const WORKER = /(?:^|[/._-])(?:sw|service-?worker|ngsw-worker)\.[cm]?js$/i;
