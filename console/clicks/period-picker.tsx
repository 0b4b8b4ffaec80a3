import { useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Field } from '../ui/field.tsx';
import { dayOf, isPossible, PERIODS, type Period } from './periods.ts';

/** Since when: one of some periods, or two days of one's own. */
export function PeriodPicker({ period, onChange }: { period: Period; onChange(period: Period): void }) {
  const [own, setOwn] = useState(() =>
    period.name === 'own'
      ? { from: period.from, to: period.to }
      : { from: dayOf(new Date(Date.now() - 6 * 86_400_000)), to: dayOf(new Date()) },
  );
  const choose = (name: Period['name']) => onChange(name === 'own' ? { name, ...own } : { name });
  const set = (some: Partial<typeof own>) => {
    const changed = { ...own, ...some };
    setOwn(changed);
    if (isPossible(changed.from, changed.to)) onChange({ name: 'own', ...changed });
  };
  const isWrong = !isPossible(own.from, own.to);
  return (
    <fieldset class="period">
      <legend class="unseen">{t.clicks.period}</legend>
      <div class="segments">
        {PERIODS.map(name => (
          <label key={name}>
            <input type="radio" name="period" checked={period.name === name} onChange={() => choose(name)} />
            <span>{t.clicks.periods[name]}</span>
          </label>
        ))}
      </div>
      {period.name === 'own' && (
        <div class="row">
          <Field label={t.clicks.from} error={isWrong ? t.clicks.wrongDays : undefined}>
            <input
              type="date"
              value={own.from}
              onChange={event => set({ from: event.currentTarget.value })}
            />
          </Field>
          <Field label={t.clicks.to}>
            <input type="date" value={own.to} onChange={event => set({ to: event.currentTarget.value })} />
          </Field>
        </div>
      )}
    </fieldset>
  );
}
