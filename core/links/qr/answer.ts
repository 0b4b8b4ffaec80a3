import { type FieldError, invalid } from '../../problem.ts';
import { readLogo } from './logo.ts';
import { addressIn } from './mark.ts';
import { pictureOf } from './picture.ts';
import type { Format, Style } from './style.ts';

/** What is asked of a code, by the schema of its route. */
type Asked = Style & { format: Format; logo?: string | undefined };

/** The code of a short url as the API answers it. Throws a 422 problem for what no scanner could read, and for a logo that is none. */
export function qrAnswer(shortUrl: string, { format, logo: address, ...style }: Asked): Response {
  const logo = address === undefined ? undefined : readLogo(address);
  if (isError(logo)) throw invalid([logo]);
  const picture = pictureOf(addressIn(shortUrl), format, style, logo);
  if ('errors' in picture) throw invalid(picture.errors);
  // Its bytes in a buffer of their own: a part of a larger one is no body.
  const body = typeof picture.body === 'string' ? picture.body : new Uint8Array(picture.body);
  return new Response(body, { headers: { 'content-type': picture.type } });
}

const isError = (read: ReturnType<typeof readLogo> | undefined): read is FieldError =>
  read !== undefined && 'reason' in read;
