import type { Schemas } from '../../../client/client.ts';
import { ago, dateTime, plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { t } from '../../texts/texts.ts';

type Snapshot = Schemas['Snapshot'];

interface SnapshotsTableProps {
  snapshots: readonly Snapshot[];
  /** Addresses of those that are chosen. */
  chosen: ReadonlySet<string>;
  onChoose(chosen: ReadonlySet<string>): void;
}

export function SnapshotsTable({ snapshots, chosen, onChoose }: SnapshotsTableProps) {
  const isAll = snapshots.length > 0 && snapshots.every(({ url }) => chosen.has(url));
  const toggle = (url: string) => {
    const next = new Set(chosen);
    if (!next.delete(url)) next.add(url);
    onChoose(next);
  };
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col" class="check">
            <input
              type="checkbox"
              aria-label={t.snapshots.selectAll}
              checked={isAll}
              onChange={() => onChoose(new Set(isAll ? [] : snapshots.map(({ url }) => url)))}
            />
          </th>
          <th scope="col" class="wide">
            {t.snapshots.page}
          </th>
          <th scope="col" class="narrow">
            {t.snapshots.status}
          </th>
          <th scope="col" class="narrow">
            {t.snapshots.age}
          </th>
          <th scope="col" class="narrow">
            {t.snapshots.due}
          </th>
        </tr>
      </thead>
      <tbody>
        {snapshots.map(snapshot => (
          <Row
            key={snapshot.url}
            snapshot={snapshot}
            isChosen={chosen.has(snapshot.url)}
            onToggle={() => toggle(snapshot.url)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({ snapshot, isChosen, onToggle }: { snapshot: Snapshot; isChosen: boolean; onToggle(): void }) {
  const { url, status, renderedAt, dueAt, lastError } = snapshot;
  const isOverdue = dueAt !== undefined && Date.parse(dueAt) < Date.now();
  return (
    <tr>
      <td class="check">
        <input
          type="checkbox"
          aria-label={t.snapshots.select(plainUrl(url))}
          checked={isChosen}
          onChange={onToggle}
        />
      </td>
      <th scope="row">
        <div class="clip" title={url}>
          <a href={paths.seen(url)}>{plainUrl(url)}</a>
        </div>
        {lastError && (
          <div class="said error" title={lastError.reason}>
            {t.snapshots.lastError(ago(lastError.at))}
            {lastError.reason !== undefined && `: ${lastError.reason}`}
          </div>
        )}
      </th>
      <td data-label={t.snapshots.status}>
        {status === undefined ? '–' : <span class={`pill ${status < 400 ? 'good' : 'warn'}`}>{status}</span>}
      </td>
      <td data-label={t.snapshots.age}>{renderedAt === undefined ? '–' : <When at={renderedAt} />}</td>
      <td data-label={t.snapshots.due}>
        {dueAt === undefined ? (
          '–'
        ) : isOverdue ? (
          <span class="pill warn">{t.snapshots.overdue}</span>
        ) : (
          <When at={dueAt} />
        )}
      </td>
    </tr>
  );
}

const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={dateTime(at)}>
    {ago(at)}
  </time>
);
