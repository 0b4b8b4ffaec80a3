import { answerOf, useAnswer } from '../../ask.ts';
import { timeZone } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { DateTime } from '../../ui/date-time.tsx';
import { Select } from '../../ui/field.tsx';
import { Tokens } from '../../ui/tokens.tsx';
import { useSlugCheck } from '../links/slug-check.ts';
import { FormField, TextField, useForm } from './context.tsx';

/** Where the link leads, how it is called, and by what it is found. */
export function Basics() {
  const { form, change, link } = useForm();
  const { settings } = useSession();
  const domains = settings.shortDomains.map(({ host }) => [host, host] as const);
  return (
    <div class="card stack">
      <TextField
        name="url"
        label={t.form.basics.url}
        type="url"
        isRequired
        placeholder={t.links.urlPlaceholder}
        value={form.url}
        onChange={url => ({ url })}
      />
      <div class="columns">
        {domains.length > 1 && link === undefined && (
          <Select
            label={t.form.basics.domain}
            value={form.domain}
            options={domains}
            onChange={domain => change('domain', { domain })}
          />
        )}
        <Slug />
        <TextField
          name="title"
          label={t.link.fields.title}
          isOptional
          hint={t.form.basics.titleHint}
          value={form.title}
          onChange={title => ({ title })}
        />
      </div>
      <Tags />
      <TextField
        name="note"
        label={t.link.fields.note}
        isOptional
        rows={2}
        hint={t.form.basics.noteHint}
        value={form.note}
        onChange={note => ({ note })}
      />
    </div>
  );
}

/** How the link is called: it is asked meanwhile whether it can be. */
function Slug() {
  const { form, change, link } = useForm();
  const isOther = form.slug.trim() !== (link?.slug ?? '');
  const check = useSlugCheck(form.url, isOther ? form.slug : '', form.domain);
  return (
    <>
      <FormField
        name="slug"
        label={t.links.slugLabel}
        isOptional={link === undefined}
        error={check?.error}
        success={check?.success}
        hint={link && t.form.basics.slugRename}
      >
        <input
          type="text"
          name="slug"
          placeholder={t.links.slugPlaceholder}
          value={form.slug}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={event => change('slug', { slug: event.currentTarget.value })}
        />
      </FormField>
      {link && isOther && (
        <FormField
          name="oldSlugUntil"
          label={t.form.basics.oldSlugUntil}
          isOptional
          hint={`${t.form.basics.oldSlugHint} ${t.form.schedule.zone(timeZone)}.`}
        >
          <DateTime
            value={form.oldSlugUntil}
            onChange={oldSlugUntil => change('oldSlugUntil', { oldSlugUntil })}
          />
        </FormField>
      )}
    </>
  );
}

function Tags() {
  const { form, change } = useForm();
  const { client, may } = useSession();
  const known = useAnswer(
    async signal => (may('links:read') ? await answerOf(client.GET('/api/tags', { signal })) : undefined),
    [],
  );
  const options = known.data?.tags.map(({ tag }) => [tag, tag] as const) ?? [];
  return (
    <FormField name="tags" label={t.link.fields.tags} isOptional hint={t.form.basics.tagsHint}>
      <Tokens values={form.tags} options={options} onChange={tags => change('tags', { tags })} />
    </FormField>
  );
}
