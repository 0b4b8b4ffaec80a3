/** Longer than any Accept header a client has reason to send; it bounds what a hostile one costs. */
const MAX_LENGTH = 512;

/**
 * Whether a client would rather have a page's text as Markdown than its HTML: it names `text/markdown`, and wants it at
 * least as much as `text/html`. A wildcard alone never means Markdown: browsers and command-line clients send those.
 * The most specific range that fits a type says how much it is wanted: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 *
 * @param accept the request's Accept header, if it has one. Of a type named twice, the greater weight counts; parameters
 *   other than `q` do not. A weight that is no number means HTML
 */
export function prefersMarkdown(accept: string | undefined): boolean {
  const weights: Record<string, number> = {};
  (accept || '')
    .slice(0, MAX_LENGTH)
    .toLowerCase()
    .split(',')
    .forEach(range => {
      const type = range.replace(/;.*/, '').trim();
      const quality = /;\s*q=([^;]*)/.exec(range);
      const weight = quality ? Number(quality[1]) : 1;
      if (!(Number(weights[type]) >= weight)) weights[type] = weight;
    });
  const markdown = weights['text/markdown'] ?? 0;
  return markdown > 0 && markdown >= (weights['text/html'] ?? weights['text/*'] ?? weights['*/*'] ?? 0);
}
