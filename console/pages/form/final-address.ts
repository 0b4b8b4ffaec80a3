import { UTM, type UtmForm } from './form.ts';
import { address } from './said.ts';

/**
 * Where a link leads with its campaign's parameters, as whoever follows it is led: those that the address has already stay.
 *
 * @returns undefined while the address is none
 */
export function finalAddress(text: string, utm: UtmForm): string | undefined {
  const given = address(text);
  // The API takes no address with a blank in it, which browsers would mend.
  if (given === undefined || /\s/.test(given) || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  if (!/^https?:$/.test(url.protocol)) return url.href;
  const added = UTM.filter(name => utm[name].trim() !== '' && !url.searchParams.has(`utm_${name}`))
    .map(name => `utm_${name}=${encodeURIComponent(utm[name].trim())}`)
    .join('&');
  if (added !== '') url.search = url.search === '' ? `?${added}` : `${url.search}&${added}`;
  return url.href;
}
