/** What was decoded of late: the same few hundred browsers come again and again, and to look one up is far faster. */
const DECODED = new Map<string, string>();
const MAX_DECODED = 2000;
/** Longer ones are rare, and must not fill the memory. */
const MAX_DECODED_LENGTH = 512;

/** Undoes percent-encoding once. What is no encoding stays, and bytes that are no UTF-8 become U+FFFD. */
export function decodeOnce(text: string): string {
  if (!text.includes('%')) return text;
  const known = DECODED.get(text);
  if (known !== undefined) return known;
  const decoded = decode(text);
  if (text.length > MAX_DECODED_LENGTH) return decoded;
  if (DECODED.size >= MAX_DECODED) DECODED.clear();
  DECODED.set(text, decoded);
  return decoded;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
  }
}

/** Undoes `\x22` and the like, and `\"`, by which load balancers keep a field between its quotes. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/(?:\\x[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll(/\\x/gi, ''), 'hex').toString())
    .replace(/\\(["\\])/g, '$1');
}

/** The value of a field; '' for the dash that stands for nothing. */
export function filled(field: string | undefined): string {
  return field === undefined || field === '-' ? '' : field;
}

/** 0 for what is no number, or less. */
export function amount(field: string | undefined): number {
  const number = Number(field);
  return number > 0 && number < Number.POSITIVE_INFINITY ? number : 0;
}

/** An address without its port, and without the brackets of IPv6. */
export function addressOf(client: string): string {
  return hostOf(client).replace(/^\[(.*)\]$/, '$1');
}

/** A host in lower case and without its port. */
export function hostOf(authority: string): string {
  const port = authority.lastIndexOf(':');
  const host = port > authority.lastIndexOf(']') ? authority.slice(0, port) : authority;
  return host.toLowerCase();
}
