import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { t } from '../texts/texts.ts';
import { Confirm } from './dialog.tsx';

type Go = () => void;

/** Asks the person before it goes somewhere; undefined while nothing would be lost. */
let guard: ((go: Go) => void) | undefined;

/** Goes to a page of the console; where something would be lost, once the person has said so. */
export function useGo(): (href: string) => void {
  const { route } = useLocation();
  return useCallback((href: string) => (guard ? guard(() => route(href)) : route(href)), [route]);
}

/** While something is not saved, each way out of the page asks first. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { route, url } = useLocation();
  const [wanted, setWanted] = useState<{ go: Go }>();
  const here = useRef(url);
  here.current = url;
  useEffect(() => {
    if (!isDirty) return;
    guard = go => setWanted({ go });
    const stop = [
      on('beforeunload', event => event.preventDefault()),
      on('click', event => {
        const href = hrefInConsole(event);
        if (href === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        setWanted({ go: () => route(href) });
      }),
      on('popstate', event => {
        // The browser has gone already: back to this page, until the person has said.
        const to = location.pathname + location.search;
        event.stopImmediatePropagation();
        history.pushState(null, '', here.current);
        setWanted({ go: () => route(to) });
      }),
    ];
    return () => {
      guard = undefined;
      for (const each of stop) each();
    };
  }, [isDirty, route]);
  if (!wanted) return null;
  return (
    <Confirm
      title={t.form.leaveTitle}
      text={t.form.leaveText}
      verb={t.form.leave}
      onConfirm={() => {
        setWanted(undefined);
        wanted.go();
      }}
      onClose={() => setWanted(undefined)}
    />
  );
}

/** Listens before the router does. @returns what ends it */
function on<Name extends 'beforeunload' | 'click' | 'popstate'>(
  name: Name,
  listener: (event: WindowEventMap[Name]) => void,
): () => void {
  addEventListener(name, listener, { capture: true });
  return () => removeEventListener(name, listener, { capture: true });
}

/** Where a click leads, if the router would take it. */
function hrefInConsole(event: MouseEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0)
    return undefined;
  const link = event.composedPath().find(each => each instanceof HTMLAnchorElement);
  if (!link || link.origin !== location.origin || link.target !== '' || link.download !== '')
    return undefined;
  return link.getAttribute('href')?.startsWith('#') ? undefined : link.pathname + link.search;
}
