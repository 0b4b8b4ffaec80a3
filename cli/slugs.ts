import { parseUrl } from '../core/parse-url.ts';
import { isWeb } from './web-address.ts';

/** A slug as people give it: itself, with a slash before it, or as the whole short url. */
export function slugOf(text: string): string {
  if (!isWeb(text)) return text.replace(/^\//, '');
  return decodeURIComponent(parseUrl(text)?.pathname.slice(1) ?? text);
}
