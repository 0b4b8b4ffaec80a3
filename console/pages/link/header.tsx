import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { ago, dateTime, plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { BackIcon, EditIcon, RefreshIcon, TrashIcon } from '../../ui/icons.tsx';
import { QrButton } from '../links/row-actions.tsx';
import type { Actions } from './actions.ts';

type Link = Schemas['Link'];

interface LinkHeaderProps {
  link: Link;
  actions: Actions;
  nameOf(id: string): string;
}

/** What the link is called, what state it is in, and what can be done with it. */
export function LinkHeader({ link, actions, nameOf }: LinkHeaderProps) {
  const { may } = useSession();
  const { slug, domain, shortUrl, title, state, tags } = link;
  return (
    <header class="stack link-header">
      <a class="muted small row tight" href={paths.links}>
        <BackIcon /> {t.link.back}
      </a>
      <div class="row spread">
        <div class="row nowrap">
          <h1 class="wrap-anywhere">{plainUrl(shortUrl)}</h1>
          <CopyButton text={shortUrl} />
          {state !== 'deleted' && <QrButton slug={slug} domain={domain} shortUrl={shortUrl} />}
        </div>
        {may('links:write') && (
          <div class="row">
            {state !== 'deleted' && (
              <LinkButton href={paths.edit(slug, domain)} icon={EditIcon}>
                {t.common.edit}
              </LinkButton>
            )}
            {state === 'deleted' ? (
              <Button kind="primary" icon={RefreshIcon} onClick={actions.restore}>
                {t.link.restore}
              </Button>
            ) : (
              <DeleteButton name={plainUrl(shortUrl)} onDelete={actions.remove} />
            )}
          </div>
        )}
      </div>
      {title !== undefined && <p class="wrap-anywhere">{title}</p>}
      <p class="row tight">
        <span class={`pill ${state === 'active' ? 'good' : state}`}>{t.links.states[state]}</span>
        {tags.map(tag => (
          <span key={tag} class="pill">
            {tag}
          </span>
        ))}
        <StateWords link={link} />
      </p>
      <Facts link={link} nameOf={nameOf} />
    </header>
  );
}

const StateWords = ({ link: { state, startsAt } }: { link: Link }) => (
  <span class="muted small">
    {state === 'scheduled' ? t.link.state.scheduled(dateTime(startsAt ?? '')) : t.link.state[state]}
  </span>
);

function Facts({ link, nameOf }: { link: Link; nameOf(id: string): string }) {
  const { createdBy, createdAt, changedBy, changedAt } = link;
  return (
    <p class="muted small">
      <span title={dateTime(createdAt)}>{t.link.made(nameOf(createdBy), ago(createdAt))}</span>
      {changedAt !== createdAt && (
        <span title={dateTime(changedAt)}> · {t.link.changed(nameOf(changedBy), ago(changedAt))}</span>
      )}
    </p>
  );
}

function DeleteButton({ name, onDelete }: { name: string; onDelete(): Promise<void> }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button icon={TrashIcon} onClick={() => setAsking(true)}>
        {t.common.delete}
      </Button>
      {isAsking && (
        <Confirm
          title={t.link.deleteTitle(name)}
          text={t.link.deleteText}
          verb={t.common.delete}
          onConfirm={() => {
            setAsking(false);
            onDelete();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
