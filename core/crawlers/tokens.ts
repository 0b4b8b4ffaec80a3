/** A word of a User-Agent that may be a product's name, and what stands around it. */
export interface Token {
  /** As the client wrote it. */
  raw: string;
  /** In lower case. */
  name: string;
  /** With the word after it, "google favicon"; nothing when there is none. */
  pair: string | undefined;
  /** It begins what follows "compatible;": where crawlers in a browser's clothes say who they are. */
  announced: boolean;
}

/** What comes after so many items, or so many words, is not read: it bounds what a hostile User-Agent costs. */
const MOST = 32;

/**
 * The words of a User-Agent that may be names, in order. Addresses and versions are left out. Linear in its length.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.1.5
 *
 * @param device whether its first parentheses describe a person's device. What stands there by itself is a model: CUBOT,
 *   "spider" and "Google TV" are phones and televisions
 */
export function tokensOf(text: string, device: boolean): Token[] {
  const tokens: Token[] = [];
  const end = device ? text.indexOf(')') : 0;
  let before = '';
  let at = 0;
  (text.match(/[^;()[\]{}|]+/g) || []).slice(0, MOST).forEach(item => {
    const announced = /compatible *$/i.test(before);
    at = text.indexOf(item, at);
    const model = / Build\//.test(item) || (at < end && !announced && item.indexOf('/') < 0);
    before = item;
    if (!model) addTokens(item, announced, tokens);
  });
  return tokens;
}

function addTokens(item: string, announced: boolean, tokens: Token[]): void {
  // Not split(/…/): CloudFront Functions take twenty times as long for it.
  const words = item.replace(/[\s,+"'<>:]+/g, ' ').split(' ');
  words.forEach((word, i) => {
    // "like Gecko", "like Googlebot": what it is not.
    if (/@|^https?$|^www\.|^\/\//.test(word) || words[i - 1] === 'like') return;
    const next = (words[i + 1] || '').toLowerCase().split('/')[0];
    // "Mozilla/5.0", "Qwantify/Bleriot/1.1"
    word.split('/', 3).forEach(raw => {
      const name = raw.toLowerCase();
      if (tokens.length < MOST && /[a-z]{2}/.test(name))
        tokens.push({ raw: raw, name: name, pair: next && `${name} ${next}`, announced: announced });
    });
  });
}
