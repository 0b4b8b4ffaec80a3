import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField, useForm } from './context.tsx';
import type { LinkForm } from './form.ts';
import { Section } from './section.tsx';

/** A password is set, changed or taken away, and never shown: nobody knows it. */
export function Password() {
  const { form, change, link } = useForm();
  const { mode, text } = form.password;
  const isSet = link?.hasPassword === true;
  const set = (password: LinkForm['password']) => change('password', { password });
  const willBe = mode === 'set' ? text !== '' : mode === 'keep' && isSet;
  return (
    <Section title={t.form.password.title} summary={willBe ? t.form.password.on : undefined}>
      <p class="muted small">{t.form.password.lead}</p>
      <p role="status">
        {mode === 'remove'
          ? t.form.password.willRemove
          : isSet
            ? t.form.password.isSet
            : t.form.password.isNotSet}
      </p>
      {mode === 'set' && (
        <TextField
          name="password"
          type="password"
          label={isSet ? t.form.password.labelNew : t.form.password.label}
          hint={t.form.password.hint}
          value={text}
          onChange={typed => ({ password: { mode, text: typed } })}
        />
      )}
      <div class="row">
        {mode === 'keep' && (
          <Button onClick={() => set({ mode: 'set', text: '' })}>
            {isSet ? t.form.password.change : t.form.password.set}
          </Button>
        )}
        {mode === 'keep' && isSet && (
          <Button onClick={() => set({ mode: 'remove', text: '' })}>{t.form.password.remove}</Button>
        )}
        {mode !== 'keep' && (
          <Button onClick={() => set({ mode: 'keep', text: '' })}>{t.form.password.keep}</Button>
        )}
      </div>
    </Section>
  );
}
