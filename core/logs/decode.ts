/** Undoes percent-encoding once. What is no encoding stays, and bytes that are no UTF-8 become U+FFFD. */
export function decodeOnce(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
  }
}

/** The value of a field; '' for the dash that stands for nothing. */
export function filled(field: string | undefined): string {
  return field === undefined || field === '-' ? '' : field;
}

/** A host in lower case and without its port. */
export function hostOf(authority: string): string {
  const port = authority.lastIndexOf(':');
  const host = port > authority.lastIndexOf(']') ? authority.slice(0, port) : authority;
  return host.toLowerCase();
}
