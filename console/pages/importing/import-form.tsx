import type { ImportOptions } from '../../../core/imports/run/plan.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Field, Select } from '../../ui/field.tsx';

/** Which file is to be imported, and how. */
export interface ImportWish {
  file: File | undefined;
  /** '' for the default. */
  domain: string;
  /** With commas between them. */
  tags: string;
  onCollision: 'skip' | 'rename';
  forwardQuery: boolean;
  withoutPasswords: boolean;
}

export const NO_WISH: ImportWish = {
  file: undefined,
  domain: '',
  tags: '',
  onCollision: 'skip',
  forwardQuery: false,
  withoutPasswords: false,
};

export const optionsOf = ({
  domain,
  tags,
  onCollision,
  forwardQuery,
  withoutPasswords,
}: ImportWish): ImportOptions => ({
  domain: domain === '' ? undefined : domain,
  tags: tags
    .split(',')
    .map(tag => tag.trim())
    .filter(Boolean),
  only: undefined,
  onCollision,
  forwardQuery,
  withoutPasswords,
});

interface ImportFormProps {
  wish: ImportWish;
  problem: string | undefined;
  onChange(wish: ImportWish): void;
  onFile(file: File | undefined): void;
  onSubmit(): void;
}

/** Asks which file is to be imported, and how. */
export function ImportForm({ wish, problem, onChange, onFile, onSubmit }: ImportFormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="card stack" onSubmit={submit}>
      <Field
        label={t.importing.file}
        hint={wish.file ? t.importing.kept(wish.file.name) : t.importing.fileHint}
        error={problem}
      >
        <input
          type="file"
          required={wish.file === undefined}
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/csv,application/json"
          onChange={event => onFile(event.currentTarget.files?.[0])}
        />
      </Field>
      <Options wish={wish} onChange={onChange} />
      <footer class="row">
        <Button kind="primary" type="submit" disabled={wish.file === undefined}>
          {t.importing.check}
        </Button>
        <p class="muted">{t.importing.checkHint}</p>
      </footer>
    </form>
  );
}

function Options({ wish, onChange }: Pick<ImportFormProps, 'wish' | 'onChange'>) {
  const { settings } = useSession();
  const set = (some: Partial<ImportWish>) => onChange({ ...wish, ...some });
  const domains = settings.shortDomains.map(({ host, isDefault }) => [isDefault ? '' : host, host] as const);
  return (
    <fieldset>
      <legend class="unseen">{t.importing.options}</legend>
      <div class="columns">
        {domains.length > 1 && (
          <Select
            label={t.importing.domain}
            value={wish.domain}
            options={domains}
            onChange={domain => set({ domain })}
          />
        )}
        <Field label={t.importing.tags} hint={t.importing.tagsHint} isOptional>
          <input type="text" value={wish.tags} onInput={event => set({ tags: event.currentTarget.value })} />
        </Field>
        <Select
          label={t.importing.onCollision}
          value={wish.onCollision}
          options={[
            ['skip', t.importing.collisions.skip],
            ['rename', t.importing.collisions.rename],
          ]}
          onChange={onCollision => set({ onCollision })}
        />
      </div>
      <Checkbox
        label={t.importing.forwardQuery}
        isChecked={wish.forwardQuery}
        onChange={forwardQuery => set({ forwardQuery })}
      />
      <Checkbox
        label={t.importing.withoutPasswords}
        isChecked={wish.withoutPasswords}
        onChange={withoutPasswords => set({ withoutPasswords })}
      />
    </fieldset>
  );
}
