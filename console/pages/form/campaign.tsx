import { useState } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { TrashIcon } from '../../ui/icons.tsx';
import { say } from '../../ui/toasts.tsx';
import { TextField, useForm } from './context.tsx';
import { UTM } from './form.ts';
import { type Preset, presetsIn, withoutPreset, withPreset } from './presets.ts';
import { Section } from './section.tsx';

/** Where a visitor came from, for the analytics of the page the link leads to. */
export function Campaign() {
  const { form } = useForm();
  const said = UTM.map(name => form.utm[name].trim()).filter(value => value !== '');
  return (
    <Section title={t.form.campaign.title} summary={said.length > 0 ? said.join(' · ') : undefined}>
      <p class="muted small">{t.form.campaign.lead}</p>
      <div class="columns thirds">
        {UTM.map(name => (
          <TextField
            key={name}
            name={`utm.${name}`}
            label={t.form.campaign.fields[name]}
            placeholder={t.form.campaign.examples[name]}
            value={form.utm[name]}
            onChange={value => ({ utm: { ...form.utm, [name]: value } })}
          />
        ))}
      </div>
      <Presets />
    </Section>
  );
}

const KEPT = 'signpost.presets';

/** Campaigns that were given a name: they are applied, made and forgotten here, and kept in this browser. */
function Presets() {
  const { form, change } = useForm();
  const [presets, setPresets] = useState(() => presetsIn(localStorage.getItem(KEPT)));
  const [chosen, setChosen] = useState('');
  const keep = (next: Preset[]) => {
    localStorage.setItem(KEPT, JSON.stringify(next));
    setPresets(next);
  };
  const apply = (wanted: string) => {
    setChosen(wanted);
    const preset = presets.find(each => each.name === wanted);
    if (preset) change('utm', { utm: preset.utm });
  };
  const save = (wanted: string) => {
    keep(withPreset(presets, { name: wanted, utm: form.utm }));
    setChosen(wanted);
    say(t.form.campaign.presetSaved(wanted));
  };
  const forget = () => {
    keep(withoutPreset(presets, chosen));
    setChosen('');
    say(t.form.campaign.presetDeleted(chosen));
  };
  return (
    <div class="columns presets">
      {presets.length > 0 && (
        <div class="row nowrap bottom">
          <Select
            label={t.form.campaign.presets}
            value={chosen}
            options={[
              ['', t.form.campaign.noPresets],
              ...presets.map(preset => [preset.name, preset.name] as const),
            ]}
            onChange={apply}
          />
          {chosen !== '' && (
            <Button
              kind="quiet"
              icon={TrashIcon}
              aria-label={`${t.form.campaign.deletePreset}: ${chosen}`}
              onClick={forget}
            />
          )}
        </div>
      )}
      <NewPreset onSave={save} />
    </div>
  );
}

/** Gives what the form says a name. It is a part of that form, which Enter would send. */
function NewPreset({ onSave }: { onSave(name: string): void }) {
  const [name, setName] = useState('');
  const save = () => {
    if (name.trim() === '') return;
    onSave(name.trim());
    setName('');
  };
  return (
    <div class="row bottom">
      <Field label={t.form.campaign.presetName}>
        <input
          type="text"
          value={name}
          autocomplete="off"
          onInput={event => setName(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            save();
          }}
        />
      </Field>
      <Button onClick={save}>{t.form.campaign.savePreset}</Button>
    </div>
  );
}
