import { Problem } from '../problem.ts';
import { etagOf } from './answer.ts';
import type { Link } from './link.ts';

/** `*` stands for whatever is there; a weak tag never matches: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1 */
export const matches = (ifMatch: string, link: Link) =>
  ifMatch.trim() === '*' || ifMatch.split(',').some(tag => tag.trim() === etagOf(link));

/** Somebody else was quicker. */
export const changedMeanwhile = (link: Link) =>
  new Problem(
    412,
    `The link has been changed since: it is ${etagOf(link)} now. Read it again, then change it.`,
    {
      headers: { etag: etagOf(link) },
    },
  );
