/** Of a text so much is looked at together. */
const STEP = 4096;

/**
 * The beginning of a text that takes no more than so many bytes on its way through Lambda: there an answer's body, which is JSON, is a
 * text within JSON once more, so that a quotation mark takes four bytes and a control character seven.
 */
export function cutToFit(text: string, bytes: number): string {
  let left = bytes;
  for (let start = 0; start < text.length; start += STEP) {
    left -= Buffer.byteLength(JSON.stringify(JSON.stringify(text.slice(start, start + STEP))));
    if (left < 0) return withoutHalf(text.slice(0, start));
  }
  return text;
}

/** A character beyond the first 65,536 takes two units, and one of them alone is none. */
const withoutHalf = (text: string): string => (/[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text);
