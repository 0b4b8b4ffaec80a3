/**
 * Takes the pictures, fonts and films out of a page that has so much of them in its own text that it would not be read whole, or not
 * be answered at all: the larger first, and no more than is needed. What showed them shows nothing.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 *
 * @param enough a page of so many characters is left as it is
 */
export function withoutData(html: string, enough: number): string {
  const nothing = (kind: string) =>
    kind === 'image' ? 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' : 'data:,';

  /** Where the address ends that begins at `from` and has its data at `data`. */
  const endOf = (text: string, from: number, data: number, isEncoded: boolean): number => {
    if (isEncoded) {
      const encoded = /[\w+/=%-]*/y;
      encoded.lastIndex = data;
      return data + (encoded.exec(text)?.[0].length ?? 0);
    }
    const quote = ['&quot;', '"', "'"].find(each => text.startsWith(each, from - each.length));
    if (!quote) return from;
    let end = text.indexOf(quote, data);
    while (end !== -1 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
    return end;
  };

  const cut = (text: string, longest: number): string => {
    const head = /data:(image|font|audio|video|application)\/[\w.+-]+(?:;(?!base64)[\w=.-]+)*(;base64)?,/gi;
    let kept = '';
    let at = 0;
    for (let match = head.exec(text); match; match = head.exec(text)) {
      const end = endOf(text, match.index, head.lastIndex, match[2] !== undefined);
      if (end - match.index <= longest) continue;
      kept += text.slice(at, match.index) + nothing(match[1]?.toLowerCase() ?? '');
      at = end;
      head.lastIndex = end;
    }
    return kept + text.slice(at);
  };

  return [10_000, 500].reduce((text, longest) => (text.length > enough ? cut(text, longest) : text), html);
}
