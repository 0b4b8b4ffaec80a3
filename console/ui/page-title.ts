import { useEffect } from 'preact/hooks';
import { t } from '../texts/texts.ts';

/** Names the page for the tab, the history and screen readers. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [title]);
}
