import { country, dateTime, plainUrl, timeZone } from '../../format.ts';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Chips } from '../../ui/chips.tsx';
import { DateTime } from '../../ui/date-time.tsx';
import { DownIcon, TrashIcon, UpIcon } from '../../ui/icons.tsx';
import { Tokens } from '../../ui/tokens.tsx';
import { FormField, GroupError } from './context.tsx';
import { countries, languageName, languages, readCountry } from './places.ts';
import { CHOICES, type RuleForm } from './rule.ts';

interface RuleEditorProps {
  rule: RuleForm;
  /** Its place in the list, from 0. */
  index: number;
  count: number;
  onChange(field: string, some: Partial<RuleForm>): void;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

/** One rule: whom it holds for, and where it leads them. */
export function RuleEditor({ rule, index, count, onChange, onMove, onRemove }: RuleEditorProps) {
  const position = index + 1;
  return (
    <li class="rule stack" data-rule={rule.key}>
      <header class="row spread nowrap">
        <h3 class="clip">
          {t.form.rules.name(position)} <span class="muted small">{summaryOf(rule)}</span>
        </h3>
        <div class="row nowrap tight">
          {index > 0 && (
            <Button
              kind="quiet"
              icon={UpIcon}
              data-move="-1"
              aria-label={t.form.rules.up(position)}
              onClick={() => onMove(-1)}
            />
          )}
          {position < count && (
            <Button
              kind="quiet"
              icon={DownIcon}
              data-move="1"
              aria-label={t.form.rules.down(position)}
              onClick={() => onMove(1)}
            />
          )}
          <Button
            kind="quiet"
            icon={TrashIcon}
            aria-label={t.form.rules.remove(position)}
            onClick={onRemove}
          />
        </div>
      </header>
      <GroupError name={`rules.${index}`} />
      <RuleFields rule={rule} index={index} onChange={onChange} />
    </li>
  );
}

function RuleFields({ rule, index, onChange }: Pick<RuleEditorProps, 'rule' | 'index' | 'onChange'>) {
  const at = (name: string) => `rules.${index}.${name}`;
  return (
    <>
      <FormField name={at('url')} label={t.form.rules.url}>
        <input
          type="url"
          inputMode="url"
          autocomplete="off"
          placeholder="https://"
          value={rule.url}
          onInput={event => onChange('url', { url: event.currentTarget.value })}
        />
      </FormField>
      <div class="columns">
        <FormField name={at('country')} label={t.form.rules.country} hint={t.form.rules.countryHint}>
          <Tokens
            values={rule.country}
            options={countries()}
            read={readCountry}
            onChange={values => onChange('country', { country: values })}
          />
        </FormField>
        <FormField name={at('language')} label={t.form.rules.language} hint={t.form.rules.languageHint}>
          <Tokens
            values={rule.language}
            options={languages()}
            onChange={values => onChange('language', { language: values })}
          />
        </FormField>
      </div>
      {(['device', 'os', 'browser'] as const).map(name => (
        <Chips
          key={name}
          label={t.form.rules[name]}
          values={rule[name]}
          options={CHOICES[name].map(value => [value, t.form.rules.values[value]] as const)}
          onChange={values => onChange(name, { [name]: values })}
        />
      ))}
      <div class="columns thirds">
        {(['from', 'until'] as const).map(name => (
          <FormField
            key={name}
            name={at(name)}
            label={t.form.rules[name]}
            hint={t.form.schedule.zone(timeZone)}
          >
            <DateTime value={rule[name]} onChange={value => onChange(name, { [name]: value })} />
          </FormField>
        ))}
        <FormField name={at('weight')} label={t.form.rules.weight} hint={t.form.rules.weightHint}>
          <input
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={rule.weight}
            onInput={event => onChange('weight', { weight: event.currentTarget.value })}
          />
        </FormField>
      </div>
    </>
  );
}

/** Whom a rule holds for, and where it leads them, in a line. */
function summaryOf(rule: RuleForm): string {
  const chosen = (['device', 'os', 'browser'] as const).flatMap(name =>
    rule[name].map(value => (t.form.rules.values as Record<string, string>)[value] ?? value),
  );
  const whom = [
    ...rule.country.map(country),
    ...rule.language.map(languageName),
    ...chosen,
    ...(rule.weight === '' ? [] : [t.form.rules.share(rule.weight)]),
    ...(['from', 'until'] as const).flatMap(name =>
      rule[name] === '' ? [] : [`${t.form.rules[name]} ${dateTime(rule[name])}`],
    ),
  ];
  const where = rule.url.trim() === '' ? '' : ` → ${plainUrl(rule.url.trim())}`;
  return `${whom.length === 0 ? t.form.rules.nobody : whom.join(', ')}${where}`;
}
