import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Schemas } from '../../../client/client.ts';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { BackIcon, ClockIcon } from '../../ui/icons.tsx';
import { LeaveGuard } from '../../ui/leaving.tsx';
import { say } from '../../ui/toasts.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { LaterDialog } from './later-dialog.tsx';
import { LinkFormView } from './link-form.tsx';
import { useEditing } from './use-editing.ts';

/** The form of a link that was read; it stays when the link is saved, as what is saved then. */
export function EditLink({ loaded, domain }: { loaded: Schemas['Link']; domain: string | undefined }) {
  const { route } = useLocation();
  const editing = useEditing(loaded, domain);
  const { base, before, state, patch, isDirty, isBusy, theirs, show, save, forgetTheirs } = editing;
  const [isLater, setLater] = useState(false);
  return (
    <div class="stack">
      <header class="row spread">
        <h1 class="wrap-anywhere">{t.form.editTitle(plainUrl(base.shortUrl))}</h1>
        <LinkButton href={paths.link(base.slug, base.domain)} icon={BackIcon}>
          {t.form.back}
        </LinkButton>
      </header>
      <LinkFormView state={state} link={base} onSubmit={() => void save()}>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t.form.save}
        </Button>
        <Button icon={ClockIcon} onClick={() => setLater(true)}>
          {t.form.later}
        </Button>
        {isDirty && (
          <Button kind="quiet" onClick={() => state.reset(before)}>
            {t.form.discard}
          </Button>
        )}
        <span class="muted small" role="status">
          {isDirty && t.form.unsaved}
        </span>
      </LinkFormView>
      <LeaveGuard isDirty={isDirty} />
      {theirs && (
        <ConflictDialog
          base={base}
          theirs={theirs}
          mine={state.form}
          isBusy={isBusy}
          onTake={() => {
            show(theirs);
            say(t.form.conflict.taken);
          }}
          onKeep={() => void save(theirs)}
          onClose={forgetTheirs}
        />
      )}
      {isLater && (
        <LaterDialog
          link={base}
          domain={domain}
          patch={patch}
          onOrdered={() => {
            state.reset(before);
            route(paths.link(base.slug, base.domain));
          }}
          onRefused={failure => {
            setLater(false);
            state.refuse(failure);
          }}
          onClose={() => setLater(false)}
        />
      )}
    </div>
  );
}
