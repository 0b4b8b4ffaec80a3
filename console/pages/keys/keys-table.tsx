import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf } from '../../ask.ts';
import { ago, date, dateTime } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { sayFailure } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

type Key = Schemas['Key'];

interface KeysTableProps {
  keys: readonly Key[];
  onChanged(): void;
  onSecret(made: Schemas['KeyWithSecret']): void;
}

/** What is asked before it is done. */
type Asked = { verb: 'rotate' | 'revoke'; key: Key };

export function KeysTable({ keys, onChanged, onSecret }: KeysTableProps) {
  const { client } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const [isBusy, setBusy] = useState(false);
  const run = async ({ verb, key: { id, name } }: Asked) => {
    setBusy(true);
    const path = { params: { path: { id } } };
    try {
      if (verb === 'rotate') onSecret(await answerOf(client.POST('/api/keys/{id}/rotate', path)));
      else {
        await answerOf(client.DELETE('/api/keys/{id}', path));
        say(t.keys.revoked(name));
      }
      onChanged();
    } catch (failure) {
      sayFailure(failure);
    } finally {
      setBusy(false);
      setAsked(undefined);
    }
  };
  return (
    <>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{t.keys.name}</th>
            <th scope="col" class="third">
              {t.keys.scopesLabel}
            </th>
            <th scope="col" class="narrow">
              {t.keys.lastUsed}
            </th>
            <th scope="col" class="narrow">
              {t.keys.state}
            </th>
            <th scope="col" class="actions">
              <span class="unseen">{t.keys.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map(key => (
            <KeyRow key={key.id} of={key} onAsk={setAsked} />
          ))}
        </tbody>
      </table>
      {asked && (
        <Confirm
          title={t.keys[`${asked.verb}Title`](asked.key.name)}
          text={t.keys[`${asked.verb}Text`]}
          verb={t.keys[asked.verb]}
          isBusy={isBusy}
          onClose={() => setAsked(undefined)}
          onConfirm={() => run(asked)}
        />
      )}
    </>
  );
}

function KeyRow({ of: key, onAsk }: { of: Key; onAsk(asked: Asked): void }) {
  const { key: own } = useSession();
  const state = stateOf(key);
  return (
    <tr>
      <th scope="row">
        <div class="row tight">
          <span class="clip">{key.name}</span>
          {key.id === own.id && <span class="pill good">{t.keys.yours}</span>}
        </div>
        <div class="muted small">
          {t.keys.created} <time dateTime={key.createdAt}>{date(key.createdAt)}</time>
        </div>
      </th>
      <td data-label={t.keys.scopesLabel}>
        <Rights of={key} />
      </td>
      <td data-label={t.keys.lastUsed}>
        {key.lastUsedAt === undefined ? (
          t.keys.never
        ) : (
          <time dateTime={key.lastUsedAt} title={dateTime(key.lastUsedAt)}>
            {ago(key.lastUsedAt)}
          </time>
        )}
      </td>
      <td data-label={t.keys.state}>
        <Validity of={key} state={state} />
      </td>
      <td>{state === 'active' && <Verbs of={key} onAsk={onAsk} />}</td>
    </tr>
  );
}

/** What it may do, and with which links. */
function Rights({ of: key }: { of: Key }) {
  return (
    <div class="row tight">
      {key.scopes.map(scope => (
        <span key={scope} class="pill" title={t.keys.scopes[scope]}>
          {scope}
        </span>
      ))}
      {limitsOf(key).map(limit => (
        <span key={limit} class="pill warn">
          {limit}
        </span>
      ))}
    </div>
  );
}

type State = 'active' | 'revoked' | 'expired';

/** Whether it is valid, until when, and until when its former secret is. */
function Validity({ of: key, state }: { of: Key; state: State }) {
  const formerUntil = state === 'active' ? formerUntilOf(key) : undefined;
  return (
    <>
      <span class={`pill ${state === 'active' ? 'good' : 'failed'}`}>{t.keys.states[state]}</span>
      {state === 'active' && key.expiresAt !== undefined && (
        <div class="muted small">{t.keys.until(date(key.expiresAt))}</div>
      )}
      {formerUntil !== undefined && <div class="muted small">{t.keys.oldSecrets(dateTime(formerUntil))}</div>}
    </>
  );
}

function Verbs({ of: key, onAsk }: { of: Key; onAsk(asked: Asked): void }) {
  return (
    <div class="row end">
      <Button aria-label={`${t.keys.rotate}: ${key.name}`} onClick={() => onAsk({ verb: 'rotate', key })}>
        {t.keys.rotate}
      </Button>
      <Button
        kind="danger"
        aria-label={`${t.keys.revoke}: ${key.name}`}
        onClick={() => onAsk({ verb: 'revoke', key })}
      >
        {t.keys.revoke}
      </Button>
    </div>
  );
}

function stateOf({ revokedAt, expiresAt }: Key): State {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'active';
}

/** Until when the secret before the present one works, where it does. */
const formerUntilOf = ({ oldSecretsUntil }: Key) =>
  oldSecretsUntil !== undefined && Date.parse(oldSecretsUntil) > Date.now() ? oldSecretsUntil : undefined;

const limitsOf = ({ limits: { tags = [], slugPrefix, hosts = [] } }: Key) => [
  ...tags.map(tag => `#${tag}`),
  ...(slugPrefix === undefined ? [] : [`${slugPrefix}…`]),
  ...hosts,
];
