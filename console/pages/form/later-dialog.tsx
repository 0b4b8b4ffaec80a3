import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, Refused } from '../../ask.ts';
import { dateTime, timeZone } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { sayFailure } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { domainQuery } from '../links/domain.ts';
import { errorAt } from './errors.ts';
import { FREQUENCIES, type WhenForm, whenOf } from './recurrence.ts';

interface LaterProps {
  link: Schemas['Link'];
  domain: string | undefined;
  /** What shall change then. */
  patch: Schemas['EditLink'];
  onOrdered(): void;
  /** What is wrong is in the form, not in the time. */
  onRefused(failure: Refused): void;
  onClose(): void;
}

/** Orders the form's changes for a time, or for times that repeat. */
export function LaterDialog({ link, domain, patch, onOrdered, onRefused, onClose }: LaterProps) {
  const { client, settings } = useSession();
  const [when, setWhen] = useState<WhenForm>({ frequency: 'once', at: '', cron: '', timeZone });
  const [errors, setErrors] = useState<Refused['errors']>([]);
  const [isBusy, setBusy] = useState(false);
  const { slug, oldSlugUntil: _, ...later } = patch;
  const hindrance =
    slug !== undefined
      ? t.form.laterDialog.notSlug
      : Object.keys(later).length === 0
        ? t.form.laterDialog.nothing
        : undefined;

  const order = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    try {
      const query = domainQuery(settings.shortDomains, domain);
      const params = { path: { slug: link.slug }, query };
      const body = { ...whenOf(when), patch: later as Schemas['Patch'] };
      const { at } = await answerOf(client.POST('/api/links/{slug}/changes', { params, body }));
      say(t.form.laterDialog.ordered(dateTime(at)));
      onOrdered();
    } catch (failure) {
      setBusy(false);
      if (!(failure instanceof Refused) || failure.status !== 422) return sayFailure(failure);
      const isAboutTime = failure.errors.some(({ field }) => !field.startsWith('patch'));
      if (isAboutTime) setErrors(failure.errors);
      else onRefused(failure);
    }
  };
  return (
    <Dialog title={t.form.laterDialog.title} onClose={onClose}>
      {hindrance === undefined ? (
        <form class="stack" noValidate onSubmit={order}>
          <WhenFields
            when={when}
            errors={errors}
            onChange={some => {
              setWhen({ ...when, ...some });
              setErrors([]);
            }}
          />
          <footer class="row end">
            <Button onClick={onClose}>{t.common.cancel}</Button>
            <Button kind="primary" type="submit" isBusy={isBusy}>
              {t.form.laterDialog.order}
            </Button>
          </footer>
        </form>
      ) : (
        <p>{hindrance}</p>
      )}
    </Dialog>
  );
}

interface WhenFieldsProps {
  when: WhenForm;
  errors: Refused['errors'];
  onChange(some: Partial<WhenForm>): void;
}

function WhenFields({ when, errors, onChange }: WhenFieldsProps) {
  const { frequency, at, cron } = when;
  // A rule is made of the time here, so what is wrong with it is said at the time.
  const atError = errorAt(errors, 'at') ?? errorAt(errors, 'repeat');
  return (
    <>
      <Select
        label={t.form.laterDialog.frequency}
        value={frequency}
        options={FREQUENCIES.map(each => [each, t.form.laterDialog.frequencies[each]] as const)}
        onChange={chosen => onChange({ frequency: chosen })}
      />
      {frequency === 'custom' ? (
        <Field
          label={t.form.laterDialog.cron}
          hint={t.form.laterDialog.cronHint}
          error={errorAt(errors, 'repeat')}
        >
          <input
            type="text"
            value={cron}
            autocomplete="off"
            spellcheck={false}
            onInput={event => onChange({ cron: event.currentTarget.value })}
          />
        </Field>
      ) : (
        <Field
          label={frequency === 'once' ? t.form.laterDialog.at : t.form.laterDialog.atFirst}
          error={atError}
        >
          <input
            type="datetime-local"
            value={at}
            onInput={event => onChange({ at: event.currentTarget.value })}
          />
        </Field>
      )}
      <Field label={t.form.laterDialog.timeZone} error={errorAt(errors, 'timeZone')}>
        <select value={when.timeZone} onChange={event => onChange({ timeZone: event.currentTarget.value })}>
          {[...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(zone => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}
