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

interface NewKeyProps {
  onMade(made: Schemas['KeyWithSecret']): void;
  onClose(): void;
}

/** Makes a key. */
export function NewKey({ onMade, onClose }: NewKeyProps) {
  const { form, set, failure, isBusy, submit } = useNewKey(onMade);
  const fields: FieldsProps = { form, set, errorOf: field => errorIn(failure, field) };
  const isTold = failure instanceof Refused && failure.errors.length > 0;
  return (
    <Dialog title={t.keys.newKey} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <KeyText of={fields} field="name" label={t.keys.name} hint={t.keys.nameHint} />
        <Scopes {...fields} />
        <Limits {...fields} />
        <Field label={t.keys.expires} isOptional error={fields.errorOf('expiresAt')}>
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

/** A key as it is typed, and what came of sending it. */
function useNewKey(onMade: NewKeyProps['onMade']) {
  const { client } = useSession();
  const [form, setForm] = useState(EMPTY);
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
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
  return { form, set: (some: Partial<KeyForm>) => setForm({ ...form, ...some }), failure, isBusy, submit };
}

function errorIn(failure: Failure | undefined, field: string): string | undefined {
  const found =
    failure instanceof Refused ? failure.errors.find(error => error.field.startsWith(field)) : undefined;
  return found && `${found.reason}; ${found.expected}`;
}

interface FieldsProps {
  form: KeyForm;
  set(some: Partial<KeyForm>): void;
  /** What is wrong with a field, by the API's name of it. */
  errorOf(field: string): string | undefined;
}

interface KeyTextProps {
  of: FieldsProps;
  field: 'name' | 'tags' | 'slugPrefix' | 'hosts';
  label: string;
  hint: string;
}

/** A text of the form: its name, which it needs, or a limit. */
function KeyText({ of: { form, set, errorOf }, field, label, hint }: KeyTextProps) {
  const isName = field === 'name';
  return (
    <Field label={label} hint={hint} isOptional={!isName} error={errorOf(isName ? field : `limits.${field}`)}>
      <input type="text" value={form[field]} onInput={event => set({ [field]: event.currentTarget.value })} />
    </Field>
  );
}

function Scopes({ form, set, errorOf }: FieldsProps) {
  return (
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
  );
}

function Limits(fields: FieldsProps) {
  return (
    <details>
      <summary>{t.keys.limits}</summary>
      <div class="stack">
        <p class="muted">{t.keys.limitsLead}</p>
        <KeyText of={fields} field="tags" label={t.keys.limitTags} hint={t.keys.limitTagsHint} />
        <KeyText of={fields} field="slugPrefix" label={t.keys.limitPrefix} hint={t.keys.limitPrefixHint} />
        <KeyText of={fields} field="hosts" label={t.keys.limitHosts} hint={t.keys.limitHostsHint} />
      </div>
    </details>
  );
}
