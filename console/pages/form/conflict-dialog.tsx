import type { Schemas } from '../../../client/client.ts';
import { ago, dateTime } from '../../format.ts';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useKnownKeys, useNames } from '../link/known-keys.ts';
import { type Difference, differencesOf } from './conflict.ts';
import type { LinkForm } from './form.ts';

type Link = Schemas['Link'];

interface ConflictProps {
  /** The link as it was read. */
  base: Link;
  /** As it is now. */
  theirs: Link;
  /** What was made of it here. */
  mine: LinkForm;
  isBusy: boolean;
  onTake(): void;
  onKeep(): void;
  onClose(): void;
}

/** Somebody else was quicker: what they changed, beside what was changed here. */
export function ConflictDialog(props: ConflictProps) {
  const { base, theirs, mine, isBusy, onTake, onKeep, onClose } = props;
  const differences = differencesOf(base, theirs, mine);
  return (
    <Dialog title={t.form.conflict.title} isWide onClose={onClose}>
      <Who link={theirs} />
      <table class="rows compared">
        <thead>
          <tr>
            <th scope="col">{t.form.conflict.field}</th>
            <th scope="col">{t.form.conflict.before}</th>
            <th scope="col">{t.form.conflict.theirs}</th>
            <th scope="col">{t.form.conflict.mine}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(each => (
            <Row key={each.field} of={each} />
          ))}
        </tbody>
      </table>
      <footer class="row end">
        <Button aria-describedby="take-hint" onClick={onTake}>
          {t.form.conflict.take}
        </Button>
        <Button kind="primary" isBusy={isBusy} aria-describedby="keep-hint" onClick={onKeep}>
          {t.form.conflict.keep}
        </Button>
      </footer>
      <ul class="muted small">
        <li id="take-hint">
          {t.form.conflict.take}: {t.form.conflict.takeHint}
        </li>
        <li id="keep-hint">
          {t.form.conflict.keep}: {t.form.conflict.keepHint}
        </li>
      </ul>
    </Dialog>
  );
}

function Row({ of: { field, before, theirs, mine, isTheirs, isMine } }: { of: Difference }) {
  const value = (text: string, isChanged: boolean) => {
    const words = text === '' ? <em class="muted">{t.form.conflict.nothing}</em> : text;
    return isChanged ? <strong>{words}</strong> : words;
  };
  return (
    <tr>
      <th scope="row">
        {t.link.fields[field]}
        {isTheirs && isMine && (
          <>
            {' '}
            <span class="pill warn">{t.form.conflict.both}</span>
          </>
        )}
      </th>
      <td data-label={t.form.conflict.before}>{value(before, false)}</td>
      <td data-label={t.form.conflict.theirs}>{value(theirs, isTheirs)}</td>
      <td data-label={t.form.conflict.mine}>{value(mine, isMine)}</td>
    </tr>
  );
}

/** Who changed the link last, and when. */
function Who({ link }: { link: Link }) {
  const nameOf = useNames(useKnownKeys().data);
  return (
    <p title={dateTime(link.changedAt)}>
      {t.form.conflict.lead(nameOf(link.changedBy), ago(link.changedAt))}
    </p>
  );
}
