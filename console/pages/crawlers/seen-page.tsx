import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { Answered, NoPermission, Notice } from '../../ui/states.tsx';
import { useRerender } from '../snapshots/rerender.ts';
import { SeenPair } from './seen-pair.tsx';

/** A page as a crawler gets it, beside the one that people open. */
export function SeenPage() {
  const { may } = useSession();
  usePageTitle(t.seen.title);
  return may('pages') ? <Seen /> : <NoPermission scope="pages" />;
}

function Seen() {
  const { settings } = useSession();
  const { query, route } = useLocation();
  const url = query.url;
  const [typed, setTyped] = useState(url ?? `${originOf(settings.site.hosts)}/`);
  const submit = (event: Event) => {
    event.preventDefault();
    route(paths.seen(typed.trim()));
  };
  return (
    <div class="stack">
      <header>
        <h1>{t.seen.title}</h1>
        <p class="muted">{t.seen.lead}</p>
      </header>
      <form class="ask" onSubmit={submit} noValidate>
        <Field label={t.seen.address}>
          <input
            type="url"
            value={typed}
            spellcheck={false}
            onInput={event => setTyped(event.currentTarget.value)}
          />
        </Field>
        <Button kind="primary" type="submit">
          {t.seen.show}
        </Button>
      </form>
      {url !== undefined && <Shown key={url} url={url} />}
    </div>
  );
}

/** Where the site is. On a laptop it speaks as the console does. */
const originOf = ([host = location.host]: readonly string[]) =>
  `${host.includes(':') ? location.protocol : 'https:'}//${host}`;

function Shown({ url }: { url: string }) {
  const { client } = useSession();
  const answer = useAnswer(
    signal => answerOf(client.GET('/api/snapshots/page', { params: { query: { url } }, signal })),
    [url],
  );
  const { isRendering, rerender } = useRerender([url], answer.reload);
  const isMissing = answer.failure instanceof Refused && answer.failure.status === 404;
  const button = (
    <Button isBusy={isRendering} onClick={rerender}>
      {isRendering ? t.snapshots.rendering : t.snapshots.rerender}
    </Button>
  );
  if (isMissing)
    return (
      <Notice title={t.seen.none} next={t.seen.noneNext}>
        {button}
      </Notice>
    );
  return <Answered answer={answer}>{page => <SeenPair page={page} action={button} />}</Answered>;
}
