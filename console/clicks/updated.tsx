import { useEffect, useState } from 'preact/hooks';
import { language, t } from '../texts/texts.ts';

const TICK_MS = 5000;

/** How long ago it was asked last. @param at in milliseconds */
export function Updated({ at }: { at: number }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick(count => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <span class="muted small">{t.clicks.updated(sinceThen(Date.now() - at))}</span>;
}

/** A short while in words. */
function sinceThen(ms: number): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = Math.round(ms / 1000);
  return seconds < 90
    ? relative.format(-seconds, 'second')
    : relative.format(-Math.round(seconds / 60), 'minute');
}
