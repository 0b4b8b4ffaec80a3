import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { ago, dateTime } from '../../format.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Difference, differencesOf } from './conflict.ts';
import { formOf, type LinkForm } from './form.ts';

type Link = Schemas['Link'];

interface ConflictProps {
  /** The link as it was read. */
  base: Link;
  /** As it is now. */
  theirs: Link;
  /** What was made of it here. */
  mine: LinkForm;
  domain: string;
  isBusy: boolean;
  onTake(): void;
  onKeep(): void;
  onClose(): void;
}

/** Somebody else was quicker: what they changed, beside what was changed here. */
export function ConflictDialog(props: ConflictProps) {
  const { base, theirs, mine, domain, isBusy, onTake, onKeep, onClose } = props;
  const differences = differencesOf(formOf(base, domain), formOf(theirs, domain), mine);
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
            <Row key={each.name} of={each} />
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

function Row({ of: { name, before, theirs, mine, isTheirs, isMine } }: { of: Difference }) {
  const value = (text: string, isChanged: boolean) => {
    const words = text === '' ? <em class="muted">{t.form.conflict.nothing}</em> : text;
    return isChanged ? <strong>{words}</strong> : words;
  };
  return (
    <tr>
      <th scope="row">
        {t.form.names[name] ?? name}
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

/** Who changed the link last, and when; keys have names for whoever manages them alone. */
function Who({ link }: { link: Link }) {
  const { client, key, may } = useSession();
  const names = useAnswer(
    async signal => (may('admin') ? await answerOf(client.GET('/api/keys', { signal })) : undefined),
    [],
  );
  const name = names.data?.keys.find(({ id }) => id === link.changedBy)?.name;
  const who = link.changedBy === key.id ? t.form.conflict.you : (name ?? link.changedBy);
  return <p title={dateTime(link.changedAt)}>{t.form.conflict.lead(who, ago(link.changedAt))}</p>;
}
