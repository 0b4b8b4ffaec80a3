import type { Schemas } from '../../../client/client.ts';
import { integer } from '../form/said.ts';

export const LEVELS = ['L', 'M', 'Q', 'H'] as const;

/** How a code shall look, as the fields of the dialog have it. */
export interface QrStyle {
  dark: string;
  light: string;
  level: (typeof LEVELS)[number];
  margin: string;
  size: string;
  /** A data address; '' for none. */
  logo: string;
}

/** As the API draws it when nothing is said. */
export const USUAL_QR: QrStyle = {
  dark: '#000000',
  light: '#ffffff',
  level: 'M',
  margin: '4',
  size: '512',
  logo: '',
};

/** What the API is asked for a code. */
export function qrBodyOf(style: QrStyle, format: 'svg' | 'png'): Schemas['QrCode'] {
  const { dark, light, level, logo } = style;
  const [margin, size] = [integer(style.margin), integer(style.size)];
  return {
    format,
    dark,
    light,
    level,
    ...(margin !== undefined && { margin }),
    ...(size !== undefined && { size }),
    ...(logo !== '' && { logo }),
  };
}

const MOST_BYTES = 32 * 1024;

/** What keeps a file from being a logo; undefined for nothing. */
export function wrongLogo({ type, size }: Pick<File, 'type' | 'size'>): 'noPng' | 'tooLarge' | undefined {
  if (type !== 'image/png') return 'noPng';
  return size > MOST_BYTES ? 'tooLarge' : undefined;
}
