import type { ComponentChildren } from 'preact';
import type { Scope } from '../../core/keys/key.ts';
import { useSession } from '../session.tsx';
import { usePageTitle } from './page-title.ts';
import { NoPermission } from './states.tsx';

interface PageProps {
  title: string;
  /** What it is for, in a sentence. */
  lead?: string;
  /** What a key must be able to do to see it. */
  scope?: Scope;
  /** Beside the title, for a key that may see the page. */
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** A page with its title: to a key that may see it, what is on it; to others, what they lack. */
export function Page({ title, lead, scope, actions, children }: PageProps) {
  const { may } = useSession();
  usePageTitle(title);
  const isAllowed = scope === undefined || may(scope);
  return (
    <div class="stack">
      <header class="row spread">
        <div>
          <h1 class="wrap-anywhere">{title}</h1>
          {lead !== undefined && <p class="muted">{lead}</p>}
        </div>
        {isAllowed && actions && <div class="row">{actions}</div>}
      </header>
      {isAllowed ? children : <NoPermission scope={scope} />}
    </div>
  );
}
