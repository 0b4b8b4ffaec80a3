import { useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { answerOf } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { copy } from '../../ui/copy.tsx';
import { LeaveGuard } from '../../ui/leaving.tsx';
import { Page } from '../../ui/page.tsx';
import { say } from '../../ui/toasts.tsx';
import { hostOf } from '../links/domain.ts';
import { emptyForm } from './form.ts';
import { LinkFormView } from './link-form.tsx';
import { bodyOf } from './settings.ts';
import { useLinkForm } from './use-link-form.ts';

/** Makes a link with all that can be said of one. */
export const NewLinkPage = () => (
  <Page title={t.form.newTitle} scope="links:write">
    <NewLink />
  </Page>
);

function NewLink() {
  const { client, settings } = useSession();
  const { route, query } = useLocation();
  // What is not said is made on the domain that is asked.
  const asked = settings.shortDomains.find(({ host }) => host === location.host)?.host;
  const empty = useMemo(
    () => emptyForm(settings.links.defaults, asked ?? hostOf(settings.shortDomains, undefined)),
    [],
  );
  const [typed] = useState(() => ({ ...empty, url: query.url ?? '', slug: query.slug ?? '' }));
  const state = useLinkForm(typed);
  const [isBusy, setBusy] = useState(false);
  const nameOf = useRequestNames();
  const body = bodyOf(state.form, empty);
  const isDirty = JSON.stringify(state.form) !== JSON.stringify(typed);

  const create = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      const header = { 'idempotency-key': `"${nameOf(JSON.stringify(body))}"` };
      const { data, response, error } = await client.POST('/api/links', { params: { header }, body });
      const link = await answerOf(Promise.resolve({ response, ...(data ? { data } : { error }) }));
      const isCopied = await copy(link.shortUrl);
      const name = plainUrl(link.shortUrl);
      say(
        response.status === 200
          ? t.links.existed(name)
          : isCopied
            ? t.links.madeAndCopied(name)
            : t.links.made(name),
      );
      route(paths.link(link.slug, link.domain));
    } catch (failure) {
      state.refuse(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <LinkFormView state={state} onSubmit={create}>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t.form.create}
        </Button>
        <LinkButton href={paths.links}>{t.common.cancel}</LinkButton>
      </LinkFormView>
      <LeaveGuard isDirty={isDirty && !isBusy} />
    </>
  );
}

/** A name for each request: sent twice it makes one link, and another request has another name. */
function useRequestNames(): (request: string) => string {
  const last = useRef({ request: '', name: '' });
  return request => {
    if (last.current.request !== request) last.current = { request, name: crypto.randomUUID() };
    return last.current.name;
  };
}
