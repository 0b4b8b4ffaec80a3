import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import lazy from 'preact-iso/lazy';
import { UNREACHED_MS } from '../ask.ts';
import { t } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { useOnline } from './online.ts';
import { Notice } from './states.tsx';

/** A component that is loaded when it is wanted. */
export const later = <Props,>(load: () => Promise<FunctionComponent<Props>>) =>
  lazy(() => load().catch(notLoaded)) as FunctionComponent<Props>;

/**
 * What is shown in place of something whose file did not come. Browsers remember that, so all of the console is loaded anew: by
 * itself where it was the connection that was missing, once somebody answers again.
 */
export function notLoaded(): FunctionComponent {
  const wasOnline = navigator.onLine;
  return () => {
    const isOnline = useOnline();
    useEffect(() => {
      if (!isOnline || wasOnline) return;
      // Another page is shown by then: it is not loaded anew.
      let isGone = false;
      const look = (): unknown =>
        isGone ||
        fetch(location.href, { method: 'HEAD' }).then(
          () => isGone || location.reload(),
          () => setTimeout(look, UNREACHED_MS),
        );
      look();
      return () => {
        isGone = true;
      };
    }, [isOnline]);
    const [title, next] = isOnline
      ? [t.app.notLoaded, t.app.notLoadedNext]
      : [t.problems.offline, t.problems.offlineNext];
    return (
      <Notice kind="failed" title={title} next={next}>
        <Button onClick={() => location.reload()}>{t.app.reload}</Button>
      </Notice>
    );
  };
}
