import type { Schemas } from '../../../client/client.ts';
import { answerOf, Refused } from '../../ask.ts';
import { plainUrl } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { sayFailure } from '../../ui/states.tsx';
import { say, sayFailed } from '../../ui/toasts.tsx';
import { domainQuery } from '../links/domain.ts';

type Link = Schemas['Link'];

/** What can be done with a link as it is known; each says what came of it, and asks for the link anew. */
export function useActions(link: Link, etag: string, reload: () => void) {
  const { client, settings } = useSession();
  const { slug, domain, shortUrl } = link;
  const name = plainUrl(shortUrl);
  const params = { path: { slug }, query: domainQuery(settings.shortDomains, domain) };
  /** Only while the link is as it is shown. */
  const asKnown = { ...params, header: { 'if-match': etag } };

  const run = async (call: () => Promise<unknown>, done: () => void) => {
    try {
      await call();
      done();
    } catch (failure) {
      const isStale = failure instanceof Refused && failure.status === 412;
      if (isStale) sayFailed(t.link.changedMeanwhile);
      else sayFailure(failure);
    }
    reload();
  };
  const restore = () =>
    run(
      () => answerOf(client.POST('/api/links/{slug}/restore', { params })),
      () => say(t.link.restored(name)),
    );
  return {
    remove: () =>
      run(
        () => answerOf(client.DELETE('/api/links/{slug}', { params: asKnown })),
        () => say(t.link.deleted(name), { label: t.common.undo, run: restore }),
      ),
    restore,
    /** Makes it what it was at a version. */
    goBack: (version: number) =>
      run(
        () => answerOf(client.POST('/api/links/{slug}/undo', { params: asKnown, body: { version } })),
        () => say(t.link.undone),
      ),
    callOff: (id: string) =>
      run(
        () =>
          answerOf(
            client.DELETE('/api/links/{slug}/changes/{id}', {
              params: { ...params, path: { slug, id } },
            }),
          ),
        () => say(t.link.calledOff),
      ),
  };
}

export type Actions = ReturnType<typeof useActions>;
