import type { Draft } from '../draft.ts';
import type { Row } from '../read.ts';
import type { SaidOfField } from '../said.ts';
import type { Finding } from './findings.ts';

/** A body takes 1 MB (core/api/body.ts); some room for what is around the links. */
export const MAX_BATCH_BYTES = 1_000_000;

/** What shall be done with what a file asks for. */
export interface ImportOptions {
  /** The short domain that the links shall be of. */
  domain: string | undefined;
  /** Tags that each of them gets besides its own. */
  tags: readonly string[];
  /** Only links that were of this host. */
  only: string | undefined;
  /** What becomes of a link whose slug is another's. */
  onCollision: 'skip' | 'rename';
  /** Whether a link that had a password shall be made without one. */
  withoutPasswords: boolean;
  /** Whether links pass on what stands behind `?`, where their rows do not say. */
  forwardQuery: boolean;
}

/** A link of a row that is to be asked for. */
export interface Wanted {
  line: number;
  body: Record<string, unknown> & { slug?: string };
}

/** Of a row: what is to be asked for, and what is to be told whatever comes of that. */
export interface Plan {
  wanted: Wanted[];
  findings: Finding[];
  lost: SaidOfField[];
  left: readonly string[];
  hosts: string[];
  bytes: number;
}

export function planOf(row: Row, options: ImportOptions): Plan {
  const plan: Plan = { wanted: [], findings: [], lost: [], left: [], hosts: [], bytes: 0 };
  if ('wrong' in row) return { ...plan, findings: [{ kind: 'wrong', ...row.wrong }] };
  plan.left = row.left;
  for (const draft of row.drafts) addDraft(draft, row.line, plan, options);
  return plan;
}

function addDraft(draft: Draft, line: number, plan: Plan, options: ImportOptions): void {
  if (draft.host !== undefined) plan.hosts.push(draft.host);
  const body = bodyOf(draft, options);
  const bytes = new TextEncoder().encode(JSON.stringify(body)).length + 1;
  const refusal = refusalOf(draft, options) ?? tooLong(bytes);
  if (refusal) {
    plan.findings.push(refusal);
    return;
  }
  plan.wanted.push({ line, body });
  plan.bytes += bytes;
  plan.lost.push(...draft.losses);
  if (draft.hasPassword) plan.lost.push({ field: 'password', said: { says: 'password-open' } });
}

function refusalOf({ host, hasPassword }: Draft, options: ImportOptions): Finding | undefined {
  if (options.only !== undefined && host !== options.only) return { kind: 'other' };
  if (hasPassword && !options.withoutPasswords)
    return { kind: 'wrong', field: 'password', said: { says: 'password-unknown' } };
  return undefined;
}

const tooLong = (bytes: number): Finding | undefined =>
  bytes > MAX_BATCH_BYTES
    ? { kind: 'wrong', field: 'row', said: { says: 'too-many-bytes', most: MAX_BATCH_BYTES } }
    : undefined;

function bodyOf({ body }: Draft, { domain, tags, forwardQuery }: ImportOptions): Wanted['body'] {
  const own = body.tags ?? [];
  const more = tags.filter(tag => !own.some(each => each.toLowerCase() === tag.toLowerCase()));
  return {
    ...(forwardQuery && { forwardQuery }),
    ...body,
    ...(domain !== undefined && { domain }),
    ...(more.length > 0 && { tags: [...own, ...more] }),
  };
}
