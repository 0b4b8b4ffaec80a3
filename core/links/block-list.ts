import { parseUrl } from '../parse-url.ts';

/**
 * A block list: hosts that no link may lead to, each with all below it.
 *
 * @param hosts as the URL standard writes them: `example.net`, `zip`, `xn--bcher-kva.example`, `[2001:db8::1]`
 * @returns whether a url leads to one of them, whatever its port
 */
export function createBlockList(hosts: readonly string[]): (url: string) => boolean {
  const blocked = new Set(hosts);
  return url => {
    // A final dot makes no other host: https://www.rfc-editor.org/rfc/rfc1034#section-3.1
    const host = (parseUrl(url)?.hostname ?? '').replace(/\.$/, '');
    // Where there is no list it holds one empty name; and what is not of the web may have no host.
    if (host === '') return false;
    if (blocked.has(host)) return true;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
      if (blocked.has(host.slice(dot + 1))) return true;
    return false;
  };
}
