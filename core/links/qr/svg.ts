import { type Code, roomOf } from './code.ts';
import type { Logo } from './logo.ts';
import type { Style } from './style.ts';

/** A code as SVG, in units of its modules. */
export function svgOf(
  code: Code,
  { size, margin, dark, light }: Omit<Style, 'level'>,
  logo: Logo | undefined,
): string {
  const whole = code.side + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="${-margin} ${-margin} ${whole} ${whole}" shape-rendering="crispEdges">`,
    `<path fill="${light}" d="M${-margin} ${-margin}h${whole}v${whole}h${-whole}z"/>`,
    `<path fill="${dark}" d="${pathOf(code)}"/>`,
    ...(logo ? [imageOf(code, light, logo)] : []),
    '</svg>\n',
  ].join('');
}

/** Each run of dark modules in a row is a rectangle. */
function pathOf({ side, isDark }: Code): string {
  let path = '';
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (!isDark(x, y)) continue;
      const start = x;
      while (x < side && isDark(x, y)) x++;
      path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  return path;
}

/** On a ground of its own, half a module from what is around it. */
function imageOf(code: Code, light: string, { address }: Logo): string {
  const { start, side } = roomOf(code);
  const inner = `x="${start + 0.5}" y="${start + 0.5}" width="${side - 1}" height="${side - 1}"`;
  return `<path fill="${light}" d="M${start} ${start}h${side}v${side}h${-side}z"/><image ${inner} href="${address}"/>`;
}
