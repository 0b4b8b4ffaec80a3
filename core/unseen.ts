/**
 * Characters that show nothing, or turn the text around them: what Unicode says to ignore where it cannot be shown, the
 * marks of annotations, and the blanks that count as signs. Half a surrogate pair is no character at all.
 *
 * Without these three Persian words and many emoji could not be written, so they stay: U+200C and U+200D, by which letters
 * and emoji are kept apart or joined, and U+FE0F, which asks for an emoji in colour.
 * Spec: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const INVISIBLE =
  /(?!\u200c|\u200d|\ufe0f)[\p{Default_Ignorable_Code_Point}\p{Cs}\u2800\ufff9-\ufffb\u{1d159}]/u;

/**
 * The flags of England, Scotland and Wales are a black flag and letters that show nothing. They are the only emoji of that
 * kind; anywhere else such letters only hide a text.
 * Spec: https://www.unicode.org/reports/tr51/#valid-emoji-tag-sequences
 */
const FLAGS =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;

/** Whether a text holds what nobody can see, so that it is not the text it seems to be. */
export function holdsInvisible(text: string): boolean {
  return INVISIBLE.test(text.replace(FLAGS, ''));
}
