import { dateTime, number, timeZone } from '../../format.ts';
import { t } from '../../texts/texts.ts';
import { DateTime } from '../../ui/date-time.tsx';
import { FormField, TextField, useForm } from './context.tsx';
import type { LinkForm } from './form.ts';
import { Section } from './section.tsx';

/** When there is a link, and for how many. */
export function Schedule() {
  const { form, change } = useForm();
  const zone = t.form.schedule.zone(timeZone);
  return (
    <Section title={t.form.schedule.title} summary={summaryOf(form)}>
      <div class="columns">
        <FormField
          name="startsAt"
          label={t.form.schedule.startsAt}
          hint={`${t.form.schedule.startsAtHint} ${zone}.`}
        >
          <DateTime value={form.startsAt} onChange={startsAt => change('startsAt', { startsAt })} />
        </FormField>
        <FormField name="expiresAt" label={t.form.schedule.expiresAt} hint={`${zone}.`}>
          <DateTime value={form.expiresAt} onChange={expiresAt => change('expiresAt', { expiresAt })} />
        </FormField>
        <TextField
          name="maxClicks"
          label={t.form.schedule.maxClicks}
          hint={t.form.schedule.maxClicksHint}
          isNumber
          value={form.maxClicks}
          onChange={maxClicks => ({ maxClicks })}
        />
        <TextField
          name="expiredUrl"
          label={t.form.schedule.expiredUrl}
          hint={t.form.schedule.expiredUrlHint}
          type="url"
          placeholder="https://"
          value={form.expiredUrl}
          onChange={expiredUrl => ({ expiredUrl })}
        />
      </div>
    </Section>
  );
}

function summaryOf({ startsAt, expiresAt, maxClicks, expiredUrl }: LinkForm): string | undefined {
  const parts = [
    startsAt !== '' && `${t.form.schedule.startsAt}: ${dateTime(startsAt)}`,
    expiresAt !== '' && `${t.form.schedule.expiresAt}: ${dateTime(expiresAt)}`,
    maxClicks !== '' && `${t.form.schedule.maxClicks}: ${number(Number(maxClicks))}`,
    expiredUrl !== '' && t.form.schedule.expiredUrl,
  ].filter(part => part !== false);
  return parts.length === 0 ? undefined : parts.join(' · ');
}
