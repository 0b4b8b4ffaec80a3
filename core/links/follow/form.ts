import { Problem } from '../../problem.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A password of 128 characters, each of them of four bytes that are encoded, and the field's name. */
const MAX_FORM_LENGTH = 2048;

/**
 * A field of a form that was sent; '' where there is none.
 *
 * @throws a 415 problem for what is no form, a 413 for what is larger than ours
 */
export function fieldOf(name: string, body: string, contentType: string): string {
  const [type = ''] = contentType.toLowerCase().split(';');
  if (type.trim() !== FORM) throw new Problem(415, `A password is sent as a form; expected ${FORM}.`);
  if (body.length > MAX_FORM_LENGTH) throw new Problem(413, 'No password is as long.');
  return new URLSearchParams(body).get(name) ?? '';
}
