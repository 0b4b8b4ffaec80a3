import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, Refused } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { sayFailure } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { domainQuery, hostOf } from '../links/domain.ts';
import { formOf } from './form.ts';
import { patchOf } from './settings.ts';
import { useLinkForm } from './use-link-form.ts';

type Link = Schemas['Link'];

/**
 * A link that is edited: its form, what is otherwise in it, and what can be done with that.
 *
 * @param loaded the link as it was read
 * @param domain as the address of the page has it
 */
export function useEditing(loaded: Link, domain: string | undefined) {
  const { settings } = useSession();
  const host = hostOf(settings.shortDomains, domain);
  const [base, setBase] = useState(loaded);
  const [theirs, setTheirs] = useState<Link>();
  const [isBusy, setBusy] = useState(false);
  const before = formOf(base, host);
  const state = useLinkForm(before);
  const patch = patchOf(before, state.form);
  const isDirty = Object.keys(patch).length > 0;
  const latest = useLatest(isDirty);
  const calls = useCalls(base, domain);

  const show = (link: Link, isKept = false) => {
    setBase(link);
    setTheirs(undefined);
    if (!isKept) state.reset(formOf(link, host));
    history.replaceState(null, '', paths.edit(link.slug, domain));
  };
  const takeBack = (link: Link, version: number) =>
    orSay(async () => {
      const answer = await calls.undo(link, version);
      // The toast is there for a while: what was typed meanwhile stays, and who has left sees another page.
      if (latest.current.isShown) show(answer, latest.current.value);
      say(t.form.undone(answer.effectiveWithinSeconds));
    });
  const save = async (over: Link = base) => {
    const { purge } = state.form;
    if (isBusy) return;
    if (!isDirty && !purge) return say(t.form.unchanged);
    setBusy(true);
    try {
      const link = await calls.patch({ ...patch, ...(purge && { purge }) }, over);
      show(link);
      const undo = { label: t.common.undo, run: () => void takeBack(link, over.version) };
      say(t.form.saved(link.effectiveWithinSeconds), link.version > over.version ? undo : undefined);
    } catch (failure) {
      const isLate = failure instanceof Refused && failure.status === 412;
      if (isLate) await orSay(async () => setTheirs(await calls.read()));
      else state.refuse(failure);
    } finally {
      setBusy(false);
    }
  };
  const forgetTheirs = () => setTheirs(undefined);
  return { base, before, state, patch, isDirty, isBusy, theirs, show, save, forgetTheirs };
}

/** What the API is asked about a link. */
function useCalls({ slug }: Link, domain: string | undefined) {
  const { client, settings } = useSession();
  const query = domainQuery(settings.shortDomains, domain);
  const at = (version: number) => ({ 'if-match': `"${version}"` });
  const path = { slug };
  return {
    read: () => answerOf(client.GET('/api/links/{slug}', { params: { path, query } })),
    patch: (body: Schemas['EditLink'], over: Link) =>
      answerOf(
        client.PATCH('/api/links/{slug}', { params: { path, query, header: at(over.version) }, body }),
      ),
    undo: (link: Link, version: number) => {
      const params = { path: { slug: link.slug }, query, header: at(link.version) };
      return answerOf(client.POST('/api/links/{slug}/undo', { params, body: { version } }));
    },
  };
}

async function orSay(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (failure) {
    sayFailure(failure);
  }
}

/** For what ends later than it began: a value as it is then, and whether the component is still shown. */
function useLatest<Value>(value: Value): { current: { value: Value; isShown: boolean } } {
  const latest = useRef({ value, isShown: true });
  latest.current.value = value;
  useEffect(
    () => () => {
      latest.current.isShown = false;
    },
    [],
  );
  return latest;
}
