import { t } from '../../texts/texts.ts';
import { Select } from '../../ui/field.tsx';
import { CardPreviews } from './card-preview.tsx';
import { GroupError, TextField, useForm } from './context.tsx';
import type { LinkForm } from './form.ts';
import { Section } from './section.tsx';

const MODES = ['off', 'auto', 'own'] as const;

/** What chat apps show of the link. */
export function Card() {
  const { form, change } = useForm();
  const { unfurl } = form;
  const set = (some: Partial<LinkForm['unfurl']>) => ({ unfurl: { ...unfurl, ...some } });
  return (
    <Section
      title={t.form.card.title}
      summary={unfurl.mode === 'off' ? undefined : t.form.card.modes[unfurl.mode]}
    >
      <Select
        label={t.form.card.mode}
        value={unfurl.mode}
        options={MODES.map(mode => [mode, t.form.card.modes[mode]] as const)}
        onChange={mode => change('unfurl', set({ mode }))}
      />
      {unfurl.mode === 'own' && (
        <>
          <GroupError name="unfurl" />
          <TextField
            name="unfurl.title"
            label={t.form.card.cardTitle}
            value={unfurl.title}
            onChange={title => set({ title })}
          />
          <TextField
            name="unfurl.description"
            label={t.form.card.description}
            rows={2}
            value={unfurl.description}
            onChange={description => set({ description })}
          />
          <TextField
            name="unfurl.image"
            label={t.form.card.image}
            hint={t.form.card.imageHint}
            type="url"
            placeholder="https://"
            value={unfurl.image}
            onChange={image => set({ image })}
          />
          <CardPreviews card={unfurl} host={form.domain} />
        </>
      )}
    </Section>
  );
}
