import { useState } from 'preact/hooks';
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
import { differencesIn } from './diff.ts';
import { Differences } from './history.tsx';

type Change = Omit<Schemas['Change'], 'patch'> & { patch: object };

/** What was ordered for the link and has not come, or could not be made. */
export function Planned({ link, actions }: { link: Schemas['Link']; actions: Actions }) {
  const { client, settings } = useSession();
  const { slug, domain } = link;
  const answer = useAnswer(signal => {
    const params = { path: { slug }, query: domainQuery(settings.shortDomains, domain) };
    return answerOf(client.GET('/api/links/{slug}/changes', { params, signal }));
  }, []);
  return (
    <section class="card stack" aria-labelledby="planned">
      <h2 id="planned">{t.link.planned}</h2>
      <Answered answer={answer}>
        {({ changes }) =>
          changes.length === 0 ? (
            <p class="muted">{t.link.noPlanned}</p>
          ) : (
            <ol class="history">
              {changes.map(change => (
                <PlannedChange key={change.id} change={change} actions={actions} />
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  );
}

const KINDS = { pending: 'good', invalid: 'warn', dropped: 'failed' } as const;

function PlannedChange({ change, actions }: { change: Change; actions: Actions }) {
  const { may } = useSession();
  const [isAsking, setAsking] = useState(false);
  const { id, state, reason, at, repeat, timeZone, patch, lastDropped } = change;
  const verb = state === 'dropped' ? t.link.discard : t.link.callOff;
  return (
    <li class="stack">
      <div class="row spread">
        <p class="row">
          <time dateTime={at} title={ago(at)}>
            <strong>{dateTime(at)}</strong>
          </time>
          <span class={`pill ${KINDS[state]}`}>{t.link.plannedStates[state]}</span>
        </p>
        {may('links:write') && (
          <Button kind="quiet" aria-label={`${verb}: ${dateTime(at)}`} onClick={() => setAsking(true)}>
            {verb}
          </Button>
        )}
      </div>
      {repeat !== undefined && <p class="muted small">{t.link.repeats(repeat, timeZone ?? 'UTC')}</p>}
      {reason !== undefined && <p class="said error">{reason}</p>}
      {lastDropped && (
        <p class="said error">{t.link.lastDropped(dateTime(lastDropped.at), lastDropped.reason)}</p>
      )}
      <Differences differences={differencesIn(patch as Described)} hasBefore={false} />
      {isAsking && (
        <Confirm
          title={t.link.callOffTitle}
          text={t.link.callOffText}
          verb={verb}
          onConfirm={() => {
            setAsking(false);
            actions.callOff(id);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
