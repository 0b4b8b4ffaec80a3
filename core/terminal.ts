/** Text of others may hold what a terminal obeys; such characters are shown as their codes. https://www.unicode.org/charts/PDF/U0080.pdf */
export function harmless(text: string): string {
  return [...text].map(character => (isControl(character) ? codeOf(character) : character)).join('');
}

const isControl = (character: string) => character < ' ' || (character >= '\u007f' && character <= '\u009f');
const codeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
