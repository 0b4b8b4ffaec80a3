import { domainToUnicode } from 'node:url';

/** What addresses have in front of every name. */
const NO_WORDS = new Set(['http', 'https', 'www']);

/** Longer words are found by their beginning. */
const MAX_WORD = 40;

/**
 * Marks that a reader may leave out: accents, and the vowel signs of Arabic, Hebrew and Syriac. Those of other scripts make
 * other letters: without them Hindi and Thai would be their consonants. Japanese voicing marks do so, too.
 */
const ACCENTS = /(?![\u3099\u309a])(?=\p{M})[\p{sc=Inherited}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}]/gu;

/** What is written and not read: joiners, soft hyphens, the Arabic lengthening stroke, skin tones. */
const UNREAD = /\p{Cf}|\u0640|\p{EMod}/gu;

/** Latin letters that Unicode takes for no others, as those write them who have not got them. */
const LETTERS: Record<string, string> = { æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h' };
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/**
 * Letters as they are compared: no case, no accents, no ligatures. "Straße" and "STRASSE" are the same, and so are "é" and "e",
 * "İ", "ı" and "i". Korean stays in its letters, of which the syllable that is being written has only the first.
 */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(UNREAD, '')
    // By way of upper case: only then "ß" is "ss", and "ı" is "i". ("ẞ" is capital already.)
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(OTHER_LETTERS, letter => LETTERS[letter] ?? letter);

/** Scripts that are written without spaces. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々〆]/u;
const RUN = new RegExp(
  `(?<unspaced>(?:${UNSPACED.source}\\p{M}*)+)|(?<spaced>(?:(?!${UNSPACED.source})[\\p{L}\\p{N}\\p{M}])+)|(?<sign>\\p{RI}{2}|\\p{Extended_Pictographic})`,
  'gu',
);

/**
 * The words of a text, each once, in the order of their first appearance, as they are compared. Emoji are words. Where no spaces
 * are written, each letter with the next is one, and the last by itself: so any part of such a text is the beginning of a word,
 * whatever a dictionary would take for the words, of which each version of Unicode has another.
 */
export const wordsOf = (text: string): string[] => [...new Set(cut(text, true))];

/** The beginnings of words that a search is for; none for a text of blanks and signs. */
export const wantedWords = (text: string): string[] => [...new Set(cut(text, false))];

function* cut(text: string, isIndexed: boolean): Generator<string> {
  for (const { groups = {} } of folded(decoded(text)).matchAll(RUN)) {
    const { unspaced, spaced, sign } = groups;
    if (sign) yield sign;
    else if (unspaced) yield* pairs(unspaced, isIndexed);
    else if (spaced && !NO_WORDS.has(spaced)) yield [...spaced].slice(0, MAX_WORD).join('');
  }
}

function* pairs(run: string, isIndexed: boolean): Generator<string> {
  const letters = run.match(/\P{M}\p{M}*/gu) ?? [];
  for (const [index, letter] of letters.entries()) {
    const next = letters[index + 1];
    if (next !== undefined || isIndexed || index === 0) yield `${letter}${next ?? ''}`;
  }
}

/** Whether a word is of a text that is written without spaces, or an emoji: such a word says much by its first letter. */
export const isDense = (word: string): boolean =>
  /^\p{Extended_Pictographic}|^\p{RI}/u.test(word) || UNSPACED.test(word);

/** What is percent-encoded as people read it, piece by piece: what is no UTF-8 stays as it is. Hosts in letters, too. */
const decoded = (text: string): string =>
  text
    .replace(/(?:%[0-9a-f]{2})+/gi, piece => {
      try {
        return decodeURIComponent(piece);
      } catch {
        return ' ';
      }
    })
    .replace(/(?<![a-z0-9-])xn--[a-z0-9.-]+/gi, host => domainToUnicode(host) || host);
