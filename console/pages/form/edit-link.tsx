import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, Refused } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { BackIcon, ClockIcon } from '../../ui/icons.tsx';
import { LeaveGuard } from '../../ui/leaving.tsx';
import { say } from '../../ui/toasts.tsx';
import { domainQuery, hostOf } from '../links/domain.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { formOf } from './form.ts';
import { LaterDialog } from './later-dialog.tsx';
import { LinkFormView } from './link-form.tsx';
import { patchOf } from './settings.ts';
import { sayFailure, useLinkForm } from './use-link-form.ts';

type Link = Schemas['Link'];

/** The form of a link that was read; it stays when the link is saved, as what is saved then. */
export function EditLink({ loaded, domain }: { loaded: Link; domain: string | undefined }) {
  const { client, settings } = useSession();
  const { route } = useLocation();
  const host = hostOf(settings.shortDomains, domain);
  const [base, setBase] = useState(loaded);
  const before = formOf(base, host);
  const state = useLinkForm(before);
  const [isBusy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState<Link>();
  const [isLater, setLater] = useState(false);
  const { form } = state;
  const patch = patchOf(before, form);
  const isDirty = Object.keys(patch).length > 0;
  const params = { path: { slug: base.slug }, query: domainQuery(settings.shortDomains, domain) };

  const show = (link: Link) => {
    setBase(link);
    setTheirs(undefined);
    state.reset(formOf(link, host));
    if (link.slug !== base.slug) history.replaceState(null, '', paths.edit(link.slug, domain));
  };
  const save = async (over: Link = base) => {
    if (isBusy) return;
    if (!isDirty) return say(t.form.unchanged);
    setBusy(true);
    try {
      const body = { ...patch, ...(form.purge && { purge: true }) };
      const header = { 'if-match': `"${over.version}"` };
      const link = await answerOf(client.PATCH('/api/links/{slug}', { params: { ...params, header }, body }));
      show(link);
      const undo = { label: t.common.undo, run: () => void takeBack(link, over.version) };
      say(t.form.saved(link.effectiveWithinSeconds), undo);
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 412) await readTheirs();
      else state.refuse(failure);
    } finally {
      setBusy(false);
    }
  };
  const readTheirs = async () => {
    try {
      setTheirs(await answerOf(client.GET('/api/links/{slug}', { params })));
    } catch (failure) {
      sayFailure(failure);
    }
  };
  const takeBack = async (link: Link, version: number) => {
    try {
      const header = { 'if-match': `"${link.version}"` };
      const of = { ...params, path: { slug: link.slug }, header };
      const answer = await answerOf(client.POST('/api/links/{slug}/undo', { params: of, body: { version } }));
      show(answer);
      say(t.form.undone(answer.effectiveWithinSeconds));
    } catch (failure) {
      sayFailure(failure);
    }
  };
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
          mine={form}
          domain={host}
          isBusy={isBusy}
          onTake={() => {
            show(theirs);
            say(t.form.conflict.taken);
          }}
          onKeep={() => void save(theirs)}
          onClose={() => setTheirs(undefined)}
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
