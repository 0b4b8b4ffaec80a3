import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { CrossIcon } from './icons.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  isWide?: boolean;
}

/** A dialog over the page: the browser's own, which keeps the focus in it and gives it back. Shown as long as it is rendered. */
export function Dialog({ title, onClose, children, isWide }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // At once: what is typed next is meant for it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    // The browser would begin with the button that closes it.
    shown
      ?.querySelector<HTMLElement>(
        '.dialog-body > :not(header) :is(input, select, textarea, button, a), .dialog-body > :is(input, textarea)',
      )
      ?.focus();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={isWide ? 'wide' : ''}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={event => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body stack">
        <header class="row spread nowrap">
          <h2 id={id} class="wrap-anywhere">
            {title}
          </h2>
          <Button kind="quiet" icon={CrossIcon} aria-label={t.common.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** What will happen. */
  text: string;
  /** What the button that does it says. */
  verb: string;
  isBusy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something that cannot be taken back easily. */
export function Confirm({ title, text, verb, isBusy = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <footer class="row end">
        <Button onClick={onClose}>{t.common.cancel}</Button>
        <Button kind="danger" isBusy={isBusy} onClick={onConfirm}>
          {verb}
        </Button>
      </footer>
    </Dialog>
  );
}
