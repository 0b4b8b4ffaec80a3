import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { SCOPES } from '../../../core/keys/key.ts';
import { answerOf, type Failure, Refused } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field } from '../../ui/field.tsx';
import { sentenceOf } from '../../ui/states.tsx';
import { bodyOf, type KeyForm } from './key-form.ts';

const EMPTY: KeyForm = { name: '', scopes: ['links:read'], tags: '', slugPrefix: '', hosts: '', until: '' };

/** Makes a key. */
export function NewKey({
  onMade,
  onClose,
}: {
  onMade(made: Schemas['KeyWithSecret']): void;
  onClose(): void;
}) {
  const { client } = useSession();
  const [form, setForm] = useState(EMPTY);
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const set = (some: Partial<KeyForm>) => setForm({ ...form, ...some });
  const errorOf = (field: string) => {
    const found =
      failure instanceof Refused ? failure.errors.find(error => error.field.startsWith(field)) : undefined;
    return found && `${found.reason}; ${found.expected}`;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    try {
      onMade(await answerOf(client.POST('/api/keys', { body: bodyOf(form) })));
    } catch (refused) {
      setFailure(refused as Failure);
      setBusy(false);
    }
  };
  const text = (
    field: 'name' | 'tags' | 'slugPrefix' | 'hosts',
    label: string,
    hint: string,
    isOptional: boolean,
  ) => (
    <Field
      label={label}
      hint={hint}
      isOptional={isOptional}
      error={errorOf(field === 'name' ? field : `limits.${field}`)}
    >
      <input type="text" value={form[field]} onInput={event => set({ [field]: event.currentTarget.value })} />
    </Field>
  );
  const isTold = failure instanceof Refused && failure.errors.length > 0;
  return (
    <Dialog title={t.keys.newKey} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        {text('name', t.keys.name, t.keys.nameHint, false)}
        <fieldset>
          <legend>{t.keys.scopesLabel}</legend>
          {SCOPES.map(scope => (
            <Checkbox
              key={scope}
              label={t.keys.scopes[scope]}
              isChecked={form.scopes.includes(scope)}
              onChange={isOn =>
                set({ scopes: isOn ? [...form.scopes, scope] : form.scopes.filter(other => other !== scope) })
              }
            />
          ))}
          {errorOf('scopes') && <p class="said error">{errorOf('scopes')}</p>}
        </fieldset>
        <details>
          <summary>{t.keys.limits}</summary>
          <div class="stack">
            <p class="muted">{t.keys.limitsLead}</p>
            {text('tags', t.keys.limitTags, t.keys.limitTagsHint, true)}
            {text('slugPrefix', t.keys.limitPrefix, t.keys.limitPrefixHint, true)}
            {text('hosts', t.keys.limitHosts, t.keys.limitHostsHint, true)}
          </div>
        </details>
        <Field label={t.keys.expires} isOptional error={errorOf('expiresAt')}>
          <input
            type="datetime-local"
            value={form.until}
            onInput={event => set({ until: event.currentTarget.value })}
          />
        </Field>
        {failure && !isTold && (
          <p class="said error" role="alert">
            {sentenceOf(failure)}
          </p>
        )}
        <footer class="row end">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {t.common.create}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
