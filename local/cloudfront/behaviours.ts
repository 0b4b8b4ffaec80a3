import type { CacheBehaviour, DistributionConfig } from './config.ts';

/** Whether a behaviour's path pattern covers a path: `*` is any run of characters, `?` exactly one, case counts. */
export function matchesPattern(pattern: string, path: string): boolean {
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
  const rooted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  const source = rooted.replace(/[.*+?^${}()|[\]\\]/g, character => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, 's').test(path);
}

/** The first behaviour whose pattern covers the viewer's path, else the default one. */
export function behaviourFor(config: DistributionConfig, path: string): CacheBehaviour {
  const normal = normalise(path);
  return (
    config.CacheBehaviors?.find(behaviour => matchesPattern(behaviour.PathPattern, normal)) ??
    config.DefaultCacheBehavior
  );
}

/** CloudFront matches the path without dot segments, though the origin gets it as it came. */
function normalise(path: string): string {
  return path.includes('/.') ? new URL(`http://viewer${path}`).pathname : path;
}

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html */
export function allowsMethod(behaviour: CacheBehaviour, method: string): boolean {
  return (behaviour.AllowedMethods ?? ['GET', 'HEAD']).includes(method);
}

/** GET and HEAD always go through the cache, OPTIONS only where the behaviour says so. */
export function cachesMethod(behaviour: CacheBehaviour, method: string): boolean {
  return method === 'GET' || method === 'HEAD' || (behaviour.CachedMethods ?? []).includes(method);
}
