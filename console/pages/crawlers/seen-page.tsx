import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { answerOf, Refused, useAnswer } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Answered, Notice } from '../../ui/states.tsx';
import { useRerender } from '../snapshots/rerender.ts';
import { SeenPair } from './seen-pair.tsx';

/** A page as a crawler gets it, beside the one that people open. */
export const SeenPage = () => (
  <Page title={t.seen.title} lead={t.seen.lead} scope="pages">
    <Seen />
  </Page>
);

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
    <>
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
    </>
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
