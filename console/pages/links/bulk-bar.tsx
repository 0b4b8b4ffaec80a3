import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { number } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { say, sayFailed } from '../../ui/toasts.tsx';
import { type BulkChange, changeAll } from './bulk.ts';

interface BulkBarProps {
  chosen: readonly Schemas['Link'][];
  onClear(): void;
  /** Some of them are other than before. */
  onChanged(): void;
}

/** What can be done with all links that are chosen. */
export function BulkBar({ chosen, onClear, onChanged }: BulkBarProps) {
  const { client, settings } = useSession();
  const [asked, setAsked] = useState<BulkChange['kind']>();
  const [done, setDone] = useState<number>();
  const run = async (change: BulkChange) => {
    setAsked(undefined);
    setDone(0);
    const { changed, failures } = await changeAll(
      { client, domains: settings.shortDomains },
      chosen,
      change,
      setDone,
    );
    setDone(undefined);
    if (changed > 0) say(t.bulk.done(changed));
    const [first] = failures;
    if (first !== undefined) sayFailed(t.bulk.failed(failures.length, first));
    onChanged();
  };
  const close = () => setAsked(undefined);
  return (
    <section class="bulk row spread" aria-label={t.bulk.chosen(chosen.length)}>
      <p role="status">
        <strong>{t.bulk.chosen(chosen.length)}</strong>{' '}
        {done !== undefined && t.bulk.progress(number(done), number(chosen.length))}
      </p>
      <div class="row">
        {(['addTag', 'removeTag', 'expire', 'delete'] as const).map(kind => (
          <Button
            key={kind}
            {...(kind === 'delete' && { kind: 'danger' as const })}
            isBusy={done !== undefined}
            onClick={() => setAsked(kind)}
          >
            {t.bulk[kind]}
          </Button>
        ))}
        <Button kind="quiet" onClick={onClear}>
          {t.bulk.clear}
        </Button>
      </div>
      {(asked === 'addTag' || asked === 'removeTag') && (
        <TagDialog kind={asked} chosen={chosen} onClose={close} onTag={tag => run({ kind: asked, tag })} />
      )}
      {(asked === 'delete' || asked === 'expire') && (
        <Confirm
          title={t.bulk[`${asked}Title`](chosen.length)}
          text={t.bulk[`${asked}Text`]}
          verb={t.bulk[asked]}
          onClose={close}
          onConfirm={() => run(asked === 'delete' ? { kind: 'delete' } : { kind: 'expire' })}
        />
      )}
    </section>
  );
}

interface TagDialogProps {
  kind: 'addTag' | 'removeTag';
  chosen: readonly Schemas['Link'][];
  onClose(): void;
  onTag(tag: string): void;
}

/** Which tag; those that the links have are there to be chosen. */
function TagDialog({ kind, chosen, onClose, onTag }: TagDialogProps) {
  const [tag, setTag] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (tag.trim() !== '') onTag(tag.trim());
  };
  const known = [...new Set(chosen.flatMap(link => link.tags))].sort();
  return (
    <Dialog title={t.bulk[kind]} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Field label={t.bulk.tag}>
          <input
            type="text"
            required
            maxLength={50}
            list="known-tags"
            value={tag}
            onInput={event => setTag(event.currentTarget.value)}
          />
        </Field>
        <datalist id="known-tags">
          {known.map(name => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <footer class="row end">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button kind="primary" type="submit">
            {t.bulk.apply}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
