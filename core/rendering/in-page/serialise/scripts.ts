// Both run inside the page, which they reach as text: they may use nothing of this module.

/** Whether an element is of use only to who runs scripts, or would run one. */
export function isForScripts(element: Element): boolean {
  const words = (attribute: string) =>
    (element.getAttribute(attribute) ?? '')
      .trim()
      .toLowerCase()
      .split(/[\s;]+/);
  // A name in capitals, which only scripts give, is read in small letters.
  switch (element.localName.toLowerCase()) {
    // Shown to readers without scripts, as "please enable JavaScript" or a tracker's pixel; but they have the page the
    // scripts have made. An image in it that no other element loads is taken over by LazyImages.
    case 'noscript':
      return true;
    case 'script':
      return words('type')[0] !== 'application/ld+json';
    // Rules made by script are not subject to it, but the same rules written out as text would be.
    case 'meta':
      return words('http-equiv')[0] === 'content-security-policy';
    case 'link': {
      const rel = words('rel');
      if (rel.includes('modulepreload') || rel.includes('prerender')) return true;
      if (!rel.includes('preload') && !rel.includes('prefetch')) return false;
      // https://fetch.spec.whatwg.org/#request-destination-script-like
      const isScript = /^(script|(audio|paint)worklet|(service|shared)?worker)$/.test(words('as')[0] ?? '');
      return isScript || /\.m?js([?#]|$)/i.test(element.getAttribute('href') ?? '');
    }
    default:
      return false;
  }
}

/** Whether an attribute, its name in lower case, would run a script. */
export function holdsScript(attribute: string, value: string): boolean {
  if (/^on[a-z]/.test(attribute)) return true;
  // Browsers skip control characters and spaces: https://url.spec.whatwg.org/#concept-basic-url-parser
  const plain = () => [...value].filter(character => character > ' ').join('');
  const mayBe = /[^!-~]|j/i.test(value.charAt(0));
  switch (attribute) {
    case 'action':
    case 'data':
    case 'formaction':
    case 'href':
    case 'ping':
    case 'poster':
    case 'src':
    case 'xlink:href':
      return mayBe && /^javascript:/i.test(plain());
    case 'by':
    case 'from':
    case 'to':
    case 'values': // an SVG animation may set a link's address
      return /(^|;)javascript:/i.test(plain());
    default:
      return false;
  }
}
