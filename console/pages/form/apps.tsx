import { t } from '../../texts/texts.ts';
import { GroupError, TextField, useForm } from './context.tsx';
import type { LinkForm } from './form.ts';
import { Section } from './section.tsx';

type Apps = LinkForm['appLinks'];

/** The apps of phones, and where they are had. */
export function AppLinks() {
  const { ios, android } = useForm().form.appLinks;
  const systems = [
    Object.values(ios).some(text => text.trim() !== '') && 'iOS',
    Object.values(android).some(text => text.trim() !== '') && 'Android',
  ].filter(name => name !== false);
  return (
    <Section title={t.form.apps.title} summary={systems.length > 0 ? systems.join(' · ') : undefined}>
      <p class="muted small">{t.form.apps.lead}</p>
      <GroupError name="appLinks" />
      <div class="columns">
        <fieldset>
          <legend>{t.form.apps.ios}</legend>
          <AppText system="ios" name="store" label={t.form.apps.store} />
          <AppText system="ios" name="url" label={t.form.apps.url} />
        </fieldset>
        <fieldset>
          <legend>{t.form.apps.android}</legend>
          <AppText
            system="android"
            name="package"
            label={t.form.apps.package}
            hint={t.form.apps.packageHint}
          />
          <AppText system="android" name="url" label={t.form.apps.url} />
          <AppText system="android" name="store" label={t.form.apps.store} hint={t.form.apps.storeHint} />
        </fieldset>
      </div>
    </Section>
  );
}

interface AppTextProps<System extends keyof Apps> {
  system: System;
  name: keyof Apps[System] & string;
  label: string;
  hint?: string;
}

function AppText<System extends keyof Apps>({ system, name, label, hint }: AppTextProps<System>) {
  const { appLinks } = useForm().form;
  return (
    <TextField
      name={`appLinks.${system}.${name}`}
      label={label}
      hint={hint}
      isOptional={name === 'url' || (system === 'android' && name === 'store')}
      type={name === 'package' ? 'text' : 'url'}
      value={appLinks[system][name] as string}
      onChange={value => ({ appLinks: { ...appLinks, [system]: { ...appLinks[system], [name]: value } } })}
    />
  );
}
