import { useEffect, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { CrossIcon } from './icons.tsx';

interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'failed';
  action?: { label: string; run(): void } | undefined;
}

const SHOWN_MS = 8000;

let toasts: readonly Toast[] = [];
let lastId = 0;
let changed: () => void = () => undefined;

const set = (next: readonly Toast[]) => {
  toasts = next;
  changed();
};
const drop = (id: number) => set(toasts.filter(toast => toast.id !== id));

/** Says in the corner, and to screen readers, that something was done, with a way to take it back where there is one. */
export function say(text: string, action?: Toast['action']): void {
  show({ id: ++lastId, text, kind: 'done', action });
}

/** Says that something was not done, and why. */
export function sayFailed(text: string): void {
  show({ id: ++lastId, text, kind: 'failed' });
}

function show(toast: Toast): void {
  set([...toasts.slice(-2), toast]);
  // What failed, or can be taken back, stays until it is read.
  if (toast.kind === 'done') setTimeout(drop, SHOWN_MS, toast.id);
}

/** Where they are shown: once on a page. */
export function Toasts() {
  const [, redraw] = useState(0);
  useEffect(() => {
    changed = () => redraw(count => count + 1);
    return () => {
      changed = () => undefined;
    };
  }, []);
  return (
    <section class="toasts" aria-live="polite" aria-label={t.app.name}>
      {toasts.map(({ id, text, kind, action }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          {action && (
            <Button
              kind="quiet"
              onClick={() => {
                drop(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <Button kind="quiet" icon={CrossIcon} aria-label={t.common.close} onClick={() => drop(id)} />
        </div>
      ))}
    </section>
  );
}
