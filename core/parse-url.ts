/**
 * The URL that a text is; undefined when it is none.
 *
 * Not by `URL.canParse`: once Node 20 has compiled it, after some thousand calls, it refuses every host with a letter of
 * Latin-1, such as "http://faß.example/".
 */
export function parseUrl(text: string, base?: string | URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
