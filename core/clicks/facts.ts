import { deviceOf } from '../links/follow/device.ts';
import { QR_MARK } from '../links/qr/mark.ts';
import { wayTakenBy } from '../links/way-taken.ts';
import type { LogEntry } from '../logs/entry.ts';
import { remembered } from './remembered.ts';
import type { Dimension } from './series.ts';

/** What a click is told apart by, as far as its request says; '' where it does not. */
export type Facts = Partial<Record<Dimension, string>>;

export function factsOf(entry: LogEntry): Facts {
  const query = new URLSearchParams(entry.query);
  const way = wayTakenBy(entry.contentType);
  return {
    country: entry.country,
    referrer: siteOf(entry.referrer),
    ...machineOf(entry.userAgent),
    campaign: query.get('utm_campaign') ?? '',
    ...(way?.startsWith('rule-') && { rule: way.slice('rule-'.length) }),
    via: query.has(QR_MARK) ? 'qr' : 'link',
  };
}

/** The site that a referrer is a page of, without its "www."; an app's name, as `android-app:com.example`; '' for none. */
export function siteOf(referrer: string): string {
  if (referrer === '') return '';
  try {
    const { protocol, hostname } = new URL(referrer);
    if (protocol === 'http:' || protocol === 'https:')
      return hostname.replace(/^www\./, '').replace(/\.$/, '');
    return hostname === '' ? '' : `${protocol}${hostname}`;
  } catch {
    return '';
  }
}

const machineOf = remembered((userAgent): Pick<Required<Facts>, 'device' | 'os' | 'browser'> => {
  const { device = '', os = '', browser = '' } = deviceOf(userAgent);
  return { device, os, browser };
});
