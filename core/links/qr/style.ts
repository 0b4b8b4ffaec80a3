import type { FieldError } from '../../problem.ts';

export const FORMATS = ['svg', 'png'] as const;
export type Format = (typeof FORMATS)[number];

/** How much of a code may be lost: about 7, 15, 25 and 30 percent. */
export const LEVELS = ['L', 'M', 'Q', 'H'] as const;
export type Level = (typeof LEVELS)[number];

/** How a code is drawn. */
export interface Style {
  /** Pixels of a side. */
  size: number;
  /** Modules that are left free on each side. */
  margin: number;
  /** At least so much; where more fits into the same code, it has more. */
  level: Level;
  /** `#rrggbb`. */
  dark: string;
  light: string;
}

/** A margin of four is what the standard asks for (ISO/IEC 18004, 5.3.8). */
export const USUAL_STYLE: Style = { size: 512, margin: 4, level: 'M', dark: '#000000', light: '#ffffff' };

export const SIZES = { least: 32, most: 2048 };
export const MOST_MARGIN = 20;

/** What a picture needs on its ground, and more than what a scanner does: https://www.w3.org/TR/WCAG22/#non-text-contrast */
const LEAST_CONTRAST = 3;

/** A colour as its three bytes. */
export function bytesOf(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** What keeps scanners from reading a code of such colours: many take no light one on a dark ground. */
export function wrongColours({ dark, light }: Pick<Style, 'dark' | 'light'>): FieldError[] {
  const [of, on] = [luminance(dark), luminance(light)];
  if (of >= on)
    return [
      {
        field: 'dark',
        reason: 'is not darker than light',
        expected: 'a dark colour on a light one; scanners take no inverted code',
      },
    ];
  const contrast = (on + 0.05) / (of + 0.05);
  if (contrast >= LEAST_CONTRAST) return [];
  const found = Math.floor(contrast * 10) / 10;
  return [
    {
      field: 'dark',
      reason: `has a contrast of ${found} to 1 with light`,
      expected: `colours with a contrast of ${LEAST_CONTRAST} to 1 or more, e.g. ${USUAL_STYLE.dark} on ${USUAL_STYLE.light}`,
    },
  ];
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red, green, blue] = bytesOf(colour).map(byte => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
