import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { DownIcon, type Icon } from './icons.tsx';

interface MenuProps {
  label: string;
  icon?: Icon;
  /** Shows the label beside the icon. */
  isLabelShown?: boolean;
  children: ComponentChildren;
}

/** A button that opens a small panel below it. Escape, and a click elsewhere, close it. */
export function Menu({ label, icon: Shown, isLabelShown = false, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = details.current;
      if (!menu?.open) return;
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      const isOutside = event.type === 'pointerdown' && !menu.contains(event.target as Node);
      if (!isEscape && !isOutside) return;
      menu.open = false;
      if (isEscape) menu.querySelector('summary')?.focus();
    };
    addEventListener('keydown', close);
    addEventListener('pointerdown', close);
    return () => {
      removeEventListener('keydown', close);
      removeEventListener('pointerdown', close);
    };
  }, []);
  return (
    <details class="menu" ref={details}>
      <summary class="button quiet" aria-label={isLabelShown ? undefined : label}>
        {Shown && <Shown />}
        {isLabelShown && <span>{label}</span>}
        <DownIcon />
      </summary>
      <div class="panel stack">{children}</div>
    </details>
  );
}
