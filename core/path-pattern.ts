/** Patterns are few, and each is asked about with every request. */
const expressions = new Map<string, RegExp>();

/** Whether a behaviour's path pattern covers a path: `*` is any run of characters, `?` exactly one, case counts. */
export function matchesPattern(pattern: string, path: string): boolean {
  const expression = expressions.get(pattern) ?? expressionOf(pattern);
  expressions.set(pattern, expression);
  return expression.test(path);
}

function expressionOf(pattern: string): RegExp {
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
  const rooted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  const source = rooted.replace(/[.*+?^${}()|[\]\\]/g, character => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\${character}`;
  });
  return new RegExp(`^${source}$`, 's');
}
