/** What is written between words, and what addresses have in front of every name. */
const NO_WORDS = new Set(['http', 'https', 'www']);

/** Longer words are found by their beginning. */
const MAX_WORD = 40;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Letters as they are compared: no case, no accents, no ligatures. "Straße" and "STRASSE" are the same, and so are é and e. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').normalize('NFC');

/**
 * The words of a text, each once, in the order of their first appearance, as they are compared. Languages that write no spaces
 * are cut by a dictionary: https://unicode.org/reports/tr29/#Word_Boundaries
 */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  // An underscore and a dot would join what people take for two words, as in `spring_sale` and `example.com`.
  for (const { segment, isWordLike } of segmenter.segment(folded(text).replace(/[_.'’]+/g, ' ')))
    if (isWordLike && !NO_WORDS.has(segment)) words.add([...segment].slice(0, MAX_WORD).join(''));
  return [...words];
}
