import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { AccountMenu } from './account-menu.tsx';
import { Palette } from './palette.tsx';
import { paths } from './paths.ts';
import { places } from './places.ts';
import { useSession } from './session.tsx';
import { t } from './texts/texts.ts';
import { Button } from './ui/button.tsx';
import { Mark, SearchIcon } from './ui/icons.tsx';
import { useOnline } from './ui/online.ts';

/** What is around each page: the menu, the palette, and a word when the connection is gone. */
export function Layout({ children }: { children: ComponentChildren }) {
  const { may } = useSession();
  const { path } = useLocation();
  const isOnline = useOnline();
  const [isPaletteOpen, setPaletteOpen] = usePaletteKey();
  const main = useRef<HTMLElement>(null);
  useFocusOnPage(path, main);
  return (
    <>
      <a class="skip" href="#content">
        {t.app.skip}
      </a>
      <header class="top">
        <a class="brand" href={paths.links}>
          <Mark /> <span>{t.app.name}</span>
        </a>
        <nav aria-label={t.app.menu}>
          {places()
            .filter(({ scope }) => scope === undefined || may(scope))
            .map(({ path: to, name, icon: Shown }) => (
              <a key={to} href={to} aria-current={isAt(path, to) ? 'page' : undefined}>
                <Shown />
                <span>{name}</span>
              </a>
            ))}
        </nav>
        <Button
          kind="quiet"
          icon={SearchIcon}
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => setPaletteOpen(true)}
        >
          <span class="palette-hint">{t.app.search}</span> <kbd>Ctrl K</kbd>
        </Button>
        <AccountMenu />
      </header>
      {!isOnline && (
        <p class="offline" role="status">
          <strong>{t.problems.offline}.</strong> {t.problems.offlineNext}
        </p>
      )}
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
      {isPaletteOpen && <Palette onClose={() => setPaletteOpen(false)} />}
    </>
  );
}

/** The router leaves out a slash at the end. */
const isAt = (path: string, to: string) =>
  to === paths.links ? `${path}/` === to || path === to : path.startsWith(to);

/** Ctrl+K or ⌘K opens the palette, wherever the focus is. */
function usePaletteKey() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return [isOpen, setOpen] as const;
}

/** Another page begins at its top, for the eye and for a screen reader. */
function useFocusOnPage(path: string, main: { current: HTMLElement | null }): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst.current = false;
    // On a narrow screen the menu scrolls.
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
}
