import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { ago, dateTime } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Answered } from '../../ui/states.tsx';
import { domainQuery } from '../links/domain.ts';
import type { Actions } from './actions.ts';
import type { Described } from './describe.ts';
import { type Difference, differencesIn, differencesOf } from './diff.ts';

type Link = Schemas['Link'];

/** What is shown of a version. */
type Version = Pick<Schemas['Version'], 'version' | 'action' | 'at' | 'by' | 'before' | 'after'> & {
  ordered?: { at: string; reason?: string; patch?: object };
};

interface HistoryProps {
  link: Link;
  actions: Actions;
  nameOf(id: string): string;
}

const PAGE = 10;

/** Who changed the link, when, and what; each change can be taken back. */
export function History({ link, actions, nameOf }: HistoryProps) {
  const { client, settings } = useSession();
  const [versions, setVersions] = useState<Version[]>([]);
  const [cursor, setCursor] = useState<string>();
  const { slug, domain } = link;
  const answer = useAnswer(
    async signal => {
      const on = domainQuery(settings.shortDomains, domain);
      const query = { limit: PAGE, ...on, ...(cursor && { cursor }) };
      const params = { path: { slug }, query };
      const page = await answerOf(client.GET('/api/links/{slug}/history', { params, signal }));
      return { ...page, cursor };
    },
    [cursor],
  );
  useEffect(() => {
    const page = answer.data;
    if (page) setVersions(page.cursor === undefined ? page.versions : [...versions, ...page.versions]);
  }, [answer.data]);
  return (
    <section class="card stack" aria-labelledby="history">
      <h2 id="history">{t.link.history}</h2>
      <Answered answer={answer}>
        {({ next }) => (
          <>
            <ol class="history">
              {versions.map(version => (
                <Entry
                  key={version.version}
                  version={version}
                  isLast={version.version === link.version}
                  actions={actions}
                  nameOf={nameOf}
                />
              ))}
            </ol>
            {next !== undefined && (
              <Button isBusy={answer.isLoading} onClick={() => setCursor(next)}>
                {t.common.more}
              </Button>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

interface EntryProps {
  version: Version;
  isLast: boolean;
  actions: Actions;
  nameOf(id: string): string;
}

function Entry({
  version: { version, action, at, by, ordered, before, after },
  isLast,
  actions,
  nameOf,
}: EntryProps) {
  const { may } = useSession();
  const [isAsking, setAsking] = useState(false);
  const differences = ordered?.patch
    ? differencesIn(ordered.patch as Described)
    : before && after
      ? differencesOf(before, after)
      : [];
  // The last change is taken back; to an older version one goes back.
  const target = isLast ? before && !ordered && version - 1 : after && version;
  const confirm = async () => {
    setAsking(false);
    if (typeof target === 'number') await actions.goBack(target);
  };
  return (
    <li class="stack">
      <div class="row spread">
        <p>
          <strong>{nameOf(by)}</strong> {t.link.actions[action]}{' '}
          <time class="muted" dateTime={at} title={dateTime(at)}>
            {ago(at)}
          </time>
        </p>
        {typeof target === 'number' && may('links:write') && (
          <Button
            kind="quiet"
            aria-label={`${isLast ? t.link.undo : t.link.goBack}: ${t.link.version(version)}`}
            onClick={() => setAsking(true)}
          >
            {isLast ? t.link.undo : t.link.goBack}
          </Button>
        )}
      </div>
      {ordered && (
        <p class="muted small">
          {dateTime(ordered.at)}
          {ordered.reason !== undefined && `: ${ordered.reason}`}
        </p>
      )}
      <Differences differences={differences} hasBefore={!ordered?.patch} />
      {isAsking && (
        <Confirm
          title={isLast ? t.link.undoTitle(version) : t.link.goBackTitle(version)}
          text={isLast ? t.link.undoText : t.link.goBackText}
          verb={isLast ? t.link.undo : t.link.goBack}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

/** What fields said, and what they say. */
export const Differences = ({
  differences,
  hasBefore = true,
}: {
  differences: readonly Difference[];
  hasBefore?: boolean;
}) =>
  differences.length === 0 ? null : (
    <dl class="differences small">
      {differences.map(({ field, before, after }) => (
        <div key={field}>
          <dt class="muted">{t.link.fields[field]}</dt>
          {hasBefore && (
            <dd class="wrap-anywhere">
              <span class="unseen">{t.link.before}: </span>
              <del>{lines(before)}</del>
            </dd>
          )}
          <dd class="wrap-anywhere">
            <span class="unseen">{t.link.after}: </span>
            <ins>{lines(after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );

const lines = (of: readonly string[]) =>
  of.length === 0 ? <em>{t.link.nothing}</em> : of.map(line => <div key={line}>{line}</div>);
