import type { SaidOfField } from '../said.ts';
import type { BatchResult } from './links-api.ts';

/** What was found of one link of a file. */
export type Finding =
  | { kind: 'made' | 'there'; slug: string; renamed?: Renamed | undefined }
  | Taken
  | ({ kind: 'wrong' } & SaidOfField)
  | { kind: 'other' };

/** The slug that the file has, which is another link's. */
interface Renamed {
  from: string;
  /** Whether the next one is taken, should this one be another's by then. */
  orNext?: boolean;
}

interface Taken {
  kind: 'taken';
  slug: string;
  /** The link that has it, or the line of the file; undefined for one that the key may not see. */
  by: { shortUrl: string; url: string; state: string } | { line: number } | undefined;
}

/** What is to be told of a row. */
export type Told =
  | ({ kind: 'lost' | 'wrong' } & SaidOfField)
  | Taken
  | ({ kind: 'renamed'; slug: string } & Renamed);

/** What the API's answer says of a link that was asked for. */
export function findingOf(
  { body }: { body: { slug?: string } },
  { status, link, problem, holder }: BatchResult,
): Finding {
  const slug = link?.slug ?? body.slug ?? '';
  if (status === 201) return { kind: 'made', slug };
  if (status === 200) return { kind: 'there', slug };
  if (status === 409) return { kind: 'taken', slug, by: holder };
  const [error] = problem?.errors ?? [];
  return {
    kind: 'wrong',
    field: error?.field ?? 'row',
    said: {
      says: 'refused',
      reason: error?.reason ?? problem?.detail ?? `status ${status}`,
      expected: error?.expected,
      hasDots: error?.field === 'slug' && (body.slug ?? '').includes('.'),
    },
  };
}

/** What is to be told of a link, if anything is. */
export function toldOf(finding: Finding): Told | undefined {
  switch (finding.kind) {
    case 'taken':
    case 'wrong':
      return finding;
    case 'other':
      return undefined;
    default:
      return finding.renamed && { kind: 'renamed', slug: finding.slug, ...finding.renamed };
  }
}
