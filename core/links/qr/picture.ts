import type { FieldError } from '../../problem.ts';
import { codeOf } from './code.ts';
import type { Logo } from './logo.ts';
import { leastSize, pngOf } from './png.ts';
import { type Format, SIZES, type Style, USUAL_STYLE, wrongColours } from './style.ts';
import { svgOf } from './svg.ts';

/** A code as it is sent. */
export interface Picture {
  type: string;
  body: string | Uint8Array;
}

const TYPES: Record<Format, string> = { svg: 'image/svg+xml', png: 'image/png' };

/**
 * The picture of an address's code, from `addressIn`, or what is wrong with how it shall style. With a logo its level is H, whatever is asked: the logo
 * covers modules.
 */
export function pictureOf(
  address: string,
  format: Format,
  style: Style,
  logo?: Logo,
): Picture | { errors: FieldError[] } {
  const code = codeOf(address, logo ? 'H' : style.level);
  const errors = wrongColours(style);
  const least = leastSize(code, style.margin);
  if (format === 'png' && style.size < least)
    errors.push({
      field: 'size',
      reason: `leaves less than two pixels for each of the code's ${code.side} modules and its margin`,
      expected: `${least} to ${SIZES.most}`,
    });
  if (errors.length > 0) return { errors };
  const draw = format === 'svg' ? svgOf : pngOf;
  return { type: TYPES[format], body: draw(code, style, logo) };
}

/** The same in the usual style, which every short url has room in. */
export function usualPictureOf(address: string, format: Format): Picture {
  const picture = pictureOf(address, format, USUAL_STYLE);
  if ('errors' in picture) throw new Error(`The code of ${address} cannot be drawn in the usual style`);
  return picture;
}
