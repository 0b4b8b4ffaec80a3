import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** What an independent reader finds in a picture. */
export interface Read {
  text: string;
  level: string;
}

// The package would fetch it from the net.
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } });

/** The codes in a picture: the bytes of a PNG, or pixels. */
export async function read(picture: Uint8Array | Pixels): Promise<Read[]> {
  const input = picture instanceof Uint8Array ? picture : (picture as unknown as ImageData);
  const found = await readBarcodes(input, { formats: ['QRCode'], tryHarder: true });
  return found.map(({ text, ecLevel }) => ({ text, level: ecLevel }));
}

/** Red, green, blue and opacity of each pixel. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

const PIXELS_PER_MODULE = 4;

/**
 * Draws an SVG of ours: rectangles of whole units in paths, each over the last. Whoever uses it has a real browser read some, too.
 *
 * @param around units that are left free around it, as where it stands in a page
 */
export function drawn(svg: string, around: number): Pixels {
  const [, left = 0, top = 0, whole = 0] = (/viewBox="(\S+) (\S+) (\d+)/.exec(svg) ?? []).map(Number);
  const size = (whole + 2 * around) * PIXELS_PER_MODULE;
  const data = new Uint8ClampedArray(size * size * 4);
  const fill = (colour: string, x: number, y: number, width: number, height: number) => {
    const value = Number.parseInt(colour, 16);
    const rgba = [value >> 16, (value >> 8) & 255, value & 255, 255];
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++) data.set(rgba, (row * size + column) * 4);
  };
  const paths = [...svg.matchAll(/<path fill="#(\w{6})" d="([^"]*)"\/>/g)];
  fill(paths[0]?.[1] ?? '', 0, 0, size, size);
  for (const [, colour = '', path = ''] of paths)
    for (const rectangle of path.matchAll(/M(-?\d+) (-?\d+)h(\d+)v(\d+)h-\d+z/g)) {
      const [x = 0, y = 0, width = 0, height = 0] = rectangle.slice(1).map(Number);
      const at = (place: number, start: number) => (place - start + around) * PIXELS_PER_MODULE;
      fill(colour, at(x, left), at(y, top), width * PIXELS_PER_MODULE, height * PIXELS_PER_MODULE);
    }
  return { width: size, height: size, data };
}
