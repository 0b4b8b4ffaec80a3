/** A file that cannot be read on: what is behind this place is lost, so nothing of it may be taken for all. */
export class FileFault extends Error {}

/**
 * The text of a file that comes in parts; without its byte order mark.
 *
 * @throws FileFault for what is not UTF-8
 */
export async function* textOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (part?: Uint8Array) => {
    try {
      return part ? decoder.decode(part, { stream: true }) : decoder.decode();
    } catch {
      throw new FileFault('the file is not UTF-8; save it as "CSV UTF-8", or as UTF-8 by an editor');
    }
  };
  for await (const part of parts) yield decode(part);
  yield decode();
}
