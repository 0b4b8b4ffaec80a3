import { type Described, FIELDS, type Field, linesOf } from '../link/describe.ts';
import type { LinkForm } from './form.ts';
import { settingsOf } from './settings.ts';

/** A field that was changed by somebody else, or here, or by both; each value in words, '' for none. */
export interface Difference {
  field: Field;
  before: string;
  theirs: string;
  mine: string;
  isTheirs: boolean;
  isMine: boolean;
}

/**
 * What two people made of a link, field by field; what neither of them changed is left out.
 *
 * @param before the link as it was read
 * @param theirs as it is now
 */
export function differencesOf(before: Described, theirs: Described, form: LinkForm): Difference[] {
  const mine = describedOf(form, before);
  return FIELDS.flatMap(field => {
    const [was, there, here] = [before, theirs, mine].map(each => linesOf(field, each).join('\n'));
    const texts = { before: was ?? '', theirs: there ?? '', mine: here ?? '' };
    const isTheirs = texts.theirs !== texts.before;
    // Another password looks like the one before: nobody is shown either.
    const isMine = texts.mine !== texts.before || (field === 'hasPassword' && form.password.mode === 'set');
    return isTheirs || isMine ? [{ field, ...texts, isTheirs, isMine }] : [];
  });
}

function describedOf(form: LinkForm, { hasPassword, deletedAt }: Described): Described {
  const { mode } = form.password;
  return {
    ...settingsOf(form),
    slug: form.slug.trim(),
    hasPassword: mode === 'keep' ? hasPassword : mode === 'set',
    deletedAt,
  };
}
