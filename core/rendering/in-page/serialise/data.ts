/**
 * Writes a page so that it is read whole. What makes one too large is nearly always pictures, fonts and films in its own text,
 * which are no text: they are taken out, the larger first, and what showed them shows nothing.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 *
 * @param enough a page of so many characters is left as it is
 */
export function withoutData(html: string, enough: number): string {
  const dot = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
  let shorter = html;
  for (const longest of [10_000, 500]) {
    if (shorter.length <= enough) break;
    const encoded = new RegExp(
      `data:([\\w.+-]+)/[\\w.+-]+(?:;[\\w=.-]+)*;base64,[\\w+/=%-]{${longest},}`,
      'gi',
    );
    shorter = shorter.replace(encoded, (_, kind: string) =>
      kind.toLowerCase() === 'image' ? dot : 'data:,',
    );
    // A drawing as text: in an attribute it ends with that, in a sheet with its quotes.
    const inQuotes = (quote: string) => `(?:[^${quote}\\\\<>]|\\\\.|<[^/])`;
    for (const [before, quote] of [
      ['="', '"'],
      ['url\\("', '"'],
      ["url\\('", "'"],
    ] as const) {
      const drawn = new RegExp(
        `(${before})data:image/svg\\+xml(?:${inQuotes(quote)}|>|</(?!style)){${longest},}(?=${quote})`,
        'gi',
      );
      shorter = shorter.replace(drawn, `$1${dot}`);
    }
  }
  return shorter;
}
