import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import type { FieldError } from '../../problem.ts';

/** A picture that is put into the middle of a code. */
export interface Logo {
  /** The picture itself, a data address. */
  address: string;
  width: number;
  height: number;
  /** Red, green, blue and opacity of each pixel, row by row. */
  pixels: Uint8Array;
}

const MOST_BYTES = 32 * 1024;

/** A small file may hold a huge picture, and each pixel costs memory. */
const MOST_PIXELS = 1024;

const START = 'data:image/png;base64,';

export const LOGO_EXPECTED = `a PNG of at most ${MOST_BYTES / 1024} KB and ${MOST_PIXELS} pixels a side, as ${START}…`;

/** Reads a logo; answers what is wrong with one that is none. */
export function readLogo(address: string): Logo | FieldError {
  const refuse = (reason: string) => ({ field: 'logo', reason, expected: LOGO_EXPECTED });
  const base64 = address.slice(START.length);
  if (!address.startsWith(START) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    return refuse('is no PNG in a data address');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MOST_BYTES) return refuse(`has ${bytes.length} bytes`);
  if (bytes.length < HEAD_BYTES) return refuse('is no PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width > MOST_PIXELS || height > MOST_PIXELS) return refuse(`has ${width} by ${height} pixels`);
  try {
    const picture = decode(bytes);
    return { address, width, height, pixels: pixelsOf(picture) };
  } catch {
    return refuse('cannot be read as a PNG');
  }
}

/** The signature, and a header chunk with its sum: https://www.w3.org/TR/png-3/#11IHDR */
const HEAD_BYTES = 33;

/** In whatever way a PNG has its pixels, as four bytes each. */
function pixelsOf(picture: DecodedPng): Uint8Array {
  const { width, height, depth } = picture;
  // Several grey pixels may share a byte, as those of a palette may.
  const palette = picture.palette ?? (depth < 8 ? greysOf(depth) : undefined);
  const data = palette ? convertIndexedToRgb({ ...picture, palette }) : picture.data;
  const channels = palette ? (palette[0]?.length ?? 3) : picture.channels;
  const shift = depth === 16 ? 8 : 0;
  const at = (index: number) => (data[index] ?? 0) >> shift;
  const isGrey = channels < 3;
  const hasOpacity = channels === 2 || channels === 4;
  const pixels = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [from, end] = [pixel * channels, (pixel + 1) * channels - 1];
    const [green, blue] = isGrey ? [from, from] : [from + 1, from + 2];
    pixels.set([at(from), at(green), at(blue), hasOpacity ? at(end) : 255], pixel * 4);
  }
  return pixels;
}

function greysOf(depth: number): number[][] {
  const most = 2 ** depth - 1;
  return Array.from({ length: most + 1 }, (_, grey) => Array(3).fill(Math.round((grey * 255) / most)));
}
