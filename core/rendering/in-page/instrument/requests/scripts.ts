import type { Hearers } from '../flights.ts';

// This runs inside the page: it reaches it as text.

/**
 * Of scripts that elements ask for; one that is marked `async` in the document is waited for by nothing. And of the style sheets
 * of a chunk, without which it does not come: who waits for one listens for its error.
 */
export function watchScripts({ log }: Hearers): void {
  const heard = new WeakSet<object>();
  const { prototype } = HTMLLinkElement;
  prototype.addEventListener = new Proxy(prototype.addEventListener, {
    apply: (_, self: HTMLLinkElement, values: unknown[]) => {
      if (values[0] === 'error') heard.add(self);
      return Reflect.apply(EventTarget.prototype.addEventListener, self, values); // whatever a framework has put there
    },
  });
  const isAwaited = (link: HTMLLinkElement) =>
    heard.has(link) || (link.onerror !== null && !link.hasAttribute('onerror'));
  window.addEventListener(
    'error',
    ({ target }) => {
      const isStyle = target instanceof HTMLLinkElement && target.relList.contains('stylesheet');
      if (isStyle && isAwaited(target)) log.scriptFailed(target.href, false);
      if (!(target instanceof HTMLScriptElement) || !target.src) return;
      log.scriptFailed(target.src, document.readyState === 'loading' || target.hasAttribute('async'));
    },
    { capture: true },
  );
}
