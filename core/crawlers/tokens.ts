/** A word of a User-Agent that may be a product's name, and what stands around it. */
export interface Token {
  /** As the client wrote it. */
  raw: string;
  /** In lower case. */
  name: string;
  /** With the word after it: "google favicon". */
  pair: string;
  /** It begins what follows "compatible;": where crawlers in a browser's clothes say who they are. */
  announced: boolean;
}

/** What comes after so many items, or so many words, is not read: it bounds what a hostile User-Agent costs. */
const MOST = 32;

/**
 * The words of a User-Agent that may be names, in order. Addresses, versions and the models of devices are left out:
 * CUBOT, "spider" and "Google TV" are phones and televisions. Linear in its length.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.1.5
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let before = '';
  (text.match(/[^;()[\]{}|]+/g) || []).slice(0, MOST).forEach(item => {
    const announced = /compatible *$/i.test(before);
    const model = / Build\//.test(item) || (/Android[ \d.]*$/.test(before) && item.indexOf('/') < 0);
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
        tokens.push({ raw: raw, name: name, pair: `${name} ${next}`, announced: announced });
    });
  });
}
