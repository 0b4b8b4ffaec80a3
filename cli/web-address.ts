import { parseUrl } from '../core/parse-url.ts';

export const isWeb = (address: string): boolean => /^https?:$/.test(parseUrl(address)?.protocol ?? '');
