import type { ComponentChildren, JSX } from 'preact';
import type { Icon } from './icons.tsx';

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'icon'> & {
  kind?: 'primary' | 'danger' | 'quiet';
  icon?: Icon;
  /** What it started is not done yet: it stays where it is, and does nothing. */
  isBusy?: boolean;
  children?: ComponentChildren;
};

/** A button; of an icon alone where it has an `aria-label` and no children. */
export function Button({
  kind,
  icon: Shown,
  isBusy = false,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button ${kind ?? ''} ${children ? '' : 'icon-only'}`}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      {...rest}
      {...(isBusy && { onClick: (event: Event) => event.preventDefault() })}
    >
      {Shown && <Shown />}
      {children && <span>{children}</span>}
    </button>
  );
}

type LinkButtonProps = { href: string; kind?: 'primary' | 'quiet'; icon?: Icon; children: ComponentChildren };

/** A link that looks like a button: it leads to a page. */
export function LinkButton({ href, kind, icon: Shown, children }: LinkButtonProps) {
  return (
    <a class={`button ${kind ?? ''}`} href={href}>
      {Shown && <Shown />}
      <span>{children}</span>
    </a>
  );
}
