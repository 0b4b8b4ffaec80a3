import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Checkbox, Select } from '../../ui/field.tsx';
import { TextField, useForm } from './context.tsx';
import { Section } from './section.tsx';

const STATUSES = ['301', '302', '307', '308'];

/** How the link answers, what it passes on, and how long the edge keeps it. */
export function Redirect() {
  const { form, change, link } = useForm();
  const { defaults } = useSession().settings.links;
  const special = [
    form.status !== String(defaults.status) && form.status,
    form.maxAge !== String(defaults.maxAge) && `${form.maxAge} s`,
    form.forwardQuery && t.form.redirect.forwardQuery,
    form.forwardPath && t.form.redirect.forwardPath,
  ].filter(part => part !== false);
  return (
    <Section title={t.form.redirect.title} summary={special.length > 0 ? special.join(' · ') : undefined}>
      <div class="columns">
        <Select
          label={t.form.redirect.status}
          value={form.status}
          options={STATUSES.map(status => [status, t.form.redirect.statuses[status] ?? status] as const)}
          onChange={status => change('status', { status })}
        />
        <TextField
          name="maxAge"
          label={t.form.redirect.maxAge}
          hint={t.form.redirect.maxAgeHint}
          isNumber
          value={form.maxAge}
          onChange={maxAge => ({ maxAge })}
        />
      </div>
      <Checkbox
        label={t.form.redirect.forwardQuery}
        hint={t.form.redirect.forwardQueryHint}
        isChecked={form.forwardQuery}
        onChange={forwardQuery => change('forwardQuery', { forwardQuery })}
      />
      <Checkbox
        label={t.form.redirect.forwardPath}
        hint={t.form.redirect.forwardPathHint}
        isChecked={form.forwardPath}
        onChange={forwardPath => change('forwardPath', { forwardPath })}
      />
      {link && (
        <Checkbox
          label={t.form.redirect.purge}
          hint={t.form.redirect.purgeHint}
          isChecked={form.purge}
          onChange={purge => change('purge', { purge })}
        />
      )}
    </Section>
  );
}
