import { encode } from 'fast-png';
import { type Code, roomOf } from './code.ts';
import type { Logo } from './logo.ts';
import { bytesOf, type Style } from './style.ts';

/** A module of fewer pixels is lost where a picture is drawn a little larger or smaller. */
const LEAST_PIXELS = 2;

/** The fewest pixels a side that a code may be drawn with. */
export const leastSize = ({ side }: Pick<Code, 'side'>, margin: number): number =>
  LEAST_PIXELS * (side + 2 * margin);

/** A code as PNG. All its modules are of the same whole number of pixels; what is left over makes the margin wider. */
export function pngOf(
  code: Code,
  { size, margin, dark, light }: Omit<Style, 'level'>,
  logo: Logo | undefined,
): Uint8Array {
  const scale = Math.floor(size / (code.side + 2 * margin));
  const start = Math.floor((size - scale * code.side) / 2);
  const isDark = (x: number, y: number) =>
    code.isDark(Math.floor((x - start) / scale), Math.floor((y - start) / scale));
  const colours = [bytesOf(light), bytesOf(dark)];
  if (!logo)
    return encode({ width: size, height: size, depth: 1, channels: 1, palette: colours, data: bits() });

  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) data.set(colours[Number(isDark(x, y))] ?? [], (y * size + x) * 3);
  const room = roomOf(code);
  draw(logo, bytesOf(light), data, {
    size,
    start: start + room.start * scale,
    side: room.side * scale,
    edge: Math.floor(scale / 2),
  });
  return encode({ width: size, height: size, depth: 8, channels: 3, data });

  /** Eight pixels a byte, each row in bytes of its own. */
  function bits(): Uint8Array {
    const row = Math.ceil(size / 8);
    const packed = new Uint8Array(row * size);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        if (isDark(x, y)) {
          const byte = y * row + (x >> 3);
          packed[byte] = (packed[byte] ?? 0) | (128 >> (x & 7));
        }
    return packed;
  }
}

interface Place {
  /** Of the whole picture. */
  size: number;
  /** Of the logo's ground in it, and of the free edge within that. */
  start: number;
  side: number;
  edge: number;
}

/** Draws a logo on its ground, as large as fits there; its own shape stays. */
function draw(logo: Logo, ground: number[], data: Uint8Array, { size, start, side, edge }: Place): void {
  const inner = side - 2 * edge;
  const scale = inner / Math.max(logo.width, logo.height);
  const [left, top] = [(side - logo.width * scale) / 2, (side - logo.height * scale) / 2];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [fromX, fromY] = [(x - left) / scale, (y - top) / scale];
      const [red, green, blue, opacity] = average(logo, fromX, fromY, 1 / scale);
      const mixed = [red, green, blue].map((part, i) => part + (1 - opacity / 255) * (ground[i] ?? 0));
      data.set(mixed.map(Math.round), ((start + y) * size + start + x) * 3);
    }
}

/** What of a logo falls on one pixel: its colours by their opacity, and that; nothing outside of it. */
function average({ width, height, pixels }: Logo, x: number, y: number, step: number) {
  const [endX, endY] = [Math.max(Math.floor(x) + 1, x + step), Math.max(Math.floor(y) + 1, y + step)];
  const sum: [number, number, number, number] = [0, 0, 0, 0];
  let count = 0;
  for (let row = Math.floor(y); row < endY; row++)
    for (let column = Math.floor(x); column < endX; column++) {
      count++;
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const [red = 0, green = 0, blue = 0, opacity = 0] = pixels.subarray((row * width + column) * 4);
      const share = opacity / 255;
      sum[0] += red * share;
      sum[1] += green * share;
      sum[2] += blue * share;
      sum[3] += opacity;
    }
  return sum.map(part => part / count) as typeof sum;
}
