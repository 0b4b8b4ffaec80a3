import type { BatchResult } from './links-api.ts';

/** What was found of one link of a file. */
export type Finding =
  | { kind: 'made' | 'there'; slug: string; renamed?: string | undefined }
  | { kind: 'taken'; slug: string; by: string }
  | { kind: 'wrong'; field: string; reason: string }
  | { kind: 'other' };

/** What the API's answer says of a link that was asked for. */
export function findingOf(
  { body }: { body: { slug?: string } },
  { status, link, problem, holder }: BatchResult,
): Finding {
  const slug = link?.slug ?? body.slug ?? '';
  if (status === 201) return { kind: 'made', slug };
  if (status === 200) return { kind: 'there', slug };
  if (status === 409) {
    const by = holder
      ? `${holder.shortUrl}, which leads to ${holder.url}${holder.state === 'active' ? '' : ` (${holder.state})`}`
      : 'a link that the key may not see';
    return { kind: 'taken', slug, by };
  }
  const [error] = problem?.errors ?? [];
  const reason = error
    ? `${error.reason}; expected ${error.expected}`
    : (problem?.detail ?? `status ${status}`);
  return {
    kind: 'wrong',
    field: error?.field ?? 'row',
    reason: `${reason}${hintOn(error?.field, body.slug)}`,
  };
}

/** What else would make a slug right. */
const hintOn = (field: string | undefined, slug = '') =>
  field === 'slug' && slug.includes('.')
    ? '; slugs may have dots where the domain’s slugsWithDots says so'
    : '';

/** What is to be told of a link, if anything is. */
export function textOf(finding: Finding, isReal: boolean): string | undefined {
  const will = isReal ? 'is' : 'would be';
  switch (finding.kind) {
    case 'taken':
      return `the slug "${finding.slug}" is taken by ${finding.by}; the row ${will} left out`;
    case 'wrong':
      return `${finding.field} ${finding.reason}; the row ${will} left out`;
    case 'other':
      return undefined;
    default:
      return finding.renamed === undefined
        ? undefined
        : `the slug "${finding.slug}" is taken; the link ${will} ${finding.renamed}`;
  }
}
