import type { ElseThanText, SaidOfFile } from './said.ts';

/** A file that cannot be read on: what is behind this place is lost, so nothing of it may be taken for all. */
export class FileFault extends Error {
  readonly said: SaidOfFile;

  constructor(said: SaidOfFile) {
    super(said.says);
    this.said = said;
  }
}

/** So many bytes tell how a file is written, or that it is none of text. */
const LOOK = 512;

/**
 * The text of a file that comes in parts; without its byte order mark. It is UTF-8, or UTF-16 as spreadsheets write "Unicode text".
 *
 * @throws FileFault for what is neither, and for what is no text at all
 */
export async function* textOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decode: ((part?: Uint8Array) => string) | undefined;
  let begin: Uint8Array = new Uint8Array();
  for await (const part of parts) {
    if (decode) yield decode(part);
    else {
      begin = joined(begin, part);
      if (begin.length < LOOK) continue;
      decode = decoderFor(begin);
      yield decode(begin);
    }
  }
  if (!decode) {
    decode = decoderFor(begin);
    yield decode(begin);
  }
  yield decode();
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

/** @param begin the first bytes of a file */
function decoderFor(begin: Uint8Array): (part?: Uint8Array) => string {
  refuseOthers(begin);
  const encoding = encodingOf(begin);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return part => {
    try {
      return part ? decoder.decode(part, { stream: true }) : decoder.decode();
    } catch {
      throw new FileFault({ says: encoding === 'utf-8' ? 'not-utf8' : 'not-utf16' });
    }
  };
}

/** By its mark, or by the zeros in each letter that ASCII has: https://encoding.spec.whatwg.org/#bom-sniff */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** What people save in place of an export, by how it begins; small letters, behind a mark and spaces. */
const OTHERS: readonly [begins: readonly string[], what: ElseThanText][] = [
  [['pk\x03\x04', 'pk\x05\x06'], 'archive'],
  [['\xd0\xcf\x11\xe0'], 'old-workbook'],
  [['\x1f\x8b'], 'gzip'],
  [['%pdf-'], 'pdf'],
  [['<!doctype html', '<html', '<head', '<body', '<!--'], 'web-page'],
  [['<?xml'], 'xml'],
];

function refuseOthers(begin: Uint8Array): void {
  const text = String.fromCharCode(...begin.subarray(0, LOOK))
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .replace(/[A-Z]/g, letter => letter.toLowerCase());
  const found = OTHERS.find(([begins]) => begins.some(each => text.startsWith(each)));
  if (found) throw new FileFault({ says: 'is-else', what: found[1] });
}
