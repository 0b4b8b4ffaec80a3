import { useCallback, useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { t } from '../texts/texts.ts';
import { Confirm } from './dialog.tsx';

/** Asks the person before the console goes to an address; undefined while nothing would be lost. */
let ask: ((href: string) => void) | undefined;
/** The page that asks. */
let here = '';

/** Goes to a page of the console; where something would be lost, once the person has said so. */
export function useGo(): (href: string) => void {
  const { route } = useLocation();
  return useCallback((href: string) => (ask ?? route)(href), [route]);
}

/**
 * Hears of the browser's back button before the router does. To be called before that listens: of a window's own events each
 * listener hears in the order in which they came.
 */
export function guardHistory(): void {
  addEventListener('popstate', event => {
    if (!ask) return;
    // The browser has gone already: back to this page, until the person has said.
    const to = location.pathname + location.search;
    event.stopImmediatePropagation();
    history.pushState(null, '', here);
    ask(to);
  });
}

/** While something is not saved, each way out of the page asks first. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { route } = useLocation();
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    if (!isDirty) return;
    ask = setWanted;
    here = location.pathname + location.search;
    addEventListener('beforeunload', keep);
    // Before the router, which listens at the window, too.
    document.addEventListener('click', askAtLink, { capture: true });
    return () => {
      ask = undefined;
      removeEventListener('beforeunload', keep);
      document.removeEventListener('click', askAtLink, { capture: true });
    };
  }, [isDirty]);
  if (wanted === undefined) return null;
  return (
    <Confirm
      title={t.form.leaveTitle}
      text={t.form.leaveText}
      verb={t.form.leave}
      onConfirm={() => {
        setWanted(undefined);
        route(wanted);
      }}
      onClose={() => setWanted(undefined)}
    />
  );
}

const keep = (event: BeforeUnloadEvent) => event.preventDefault();

function askAtLink(event: MouseEvent): void {
  const href = hrefInConsole(event);
  if (href === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  ask?.(href);
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
