import { useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { useSettled } from '../../ui/settled.ts';
import { Answered, Notice } from '../../ui/states.tsx';
import { useRerender } from './rerender.ts';
import { SnapshotsTable } from './snapshots-table.tsx';

const FILTERS = ['all', '2xx', '3xx', '4xx', 'failed'] as const;
const SORTS = ['path', 'due'] as const;

/** Which pages are asked for, and in which order. */
interface Wish {
  prefix: string;
  filter: (typeof FILTERS)[number];
  sort: (typeof SORTS)[number];
}

/** The pages that are stored: their age, when they are due, and a way to have them rendered again. */
export function SnapshotsPage() {
  const actions = (
    <LinkButton href={paths.seen()} icon={PlusIcon}>
      {t.snapshots.renderOne}
    </LinkButton>
  );
  return (
    <Page title={t.snapshots.title} lead={t.snapshots.lead} scope="pages" actions={actions}>
      <Stored />
    </Page>
  );
}

function Stored() {
  const [wish, setWish] = useState<Wish>({ prefix: '', filter: 'all', sort: 'path' });
  const prefix = useSettled(wish.prefix.trim());
  const { answer, more, restart } = useStored({ ...wish, prefix });
  const isFiltered = prefix !== '' || wish.filter !== 'all';
  return (
    <div class="stack">
      <Filters
        wish={wish}
        onChange={wished => {
          restart();
          setWish(wished);
        }}
      />
      <Answered answer={answer}>
        {({ snapshots, cursor }) =>
          snapshots.length === 0 && cursor === undefined ? (
            <Notice
              title={isFiltered ? t.snapshots.nothingFound : t.snapshots.empty}
              next={isFiltered ? t.snapshots.nothingFoundNext : t.snapshots.emptyNext}
            />
          ) : (
            <>
              <Selectable snapshots={snapshots} onDone={answer.reload} />
              {cursor !== undefined && (
                <Button isBusy={answer.isLoading} onClick={() => more(cursor)}>
                  {t.common.more}
                </Button>
              )}
            </>
          )
        }
      </Answered>
    </div>
  );
}

/** The pages that are wished for, so many answers of them as were asked for. */
function useStored({ prefix, filter, sort }: Wish) {
  const { client } = useSession();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const query = {
    limit: 50,
    sort,
    ...(prefix !== '' && { prefix }),
    ...(filter !== 'all' && { status: filter }),
  };
  const answer = useAnswer(
    async signal => {
      // Each page that was asked for is asked for again: what is due, and what was rendered, changes.
      const pages: Schemas['Snapshots'][] = [];
      for (const cursor of [undefined, ...cursors]) {
        const asked = { ...query, ...(cursor !== undefined && { cursor }) };
        pages.push(await answerOf(client.GET('/api/snapshots', { params: { query: asked }, signal })));
      }
      return { snapshots: pages.flatMap(page => page.snapshots), cursor: pages.at(-1)?.cursor };
    },
    [prefix, filter, sort, cursors],
  );
  return {
    answer,
    more: (cursor: string) => setCursors([...cursors, cursor]),
    restart: () => setCursors([]),
  };
}

function Filters({ wish, onChange }: { wish: Wish; onChange(wish: Wish): void }) {
  return (
    <search class="filters">
      <Field label={t.snapshots.prefix} isLabelHidden>
        <input
          type="search"
          placeholder={t.snapshots.prefix}
          value={wish.prefix}
          onInput={event => onChange({ ...wish, prefix: event.currentTarget.value })}
        />
      </Field>
      <Select
        label={t.snapshots.filter}
        isLabelHidden
        value={wish.filter}
        options={FILTERS.map(name => [name, t.snapshots.filters[name]] as const)}
        onChange={filter => onChange({ ...wish, filter })}
      />
      <Select
        label={t.snapshots.sortLabel}
        isLabelHidden
        value={wish.sort}
        options={SORTS.map(name => [name, t.snapshots.sort[name]] as const)}
        onChange={sort => onChange({ ...wish, sort })}
      />
    </search>
  );
}

const verbFor = (count: number) => (count === 0 ? t.snapshots.rerender : t.snapshots.rerenderSome(count));

/** An order names so many pages at most. */
const MOST_AT_ONCE = 100;

function Selectable({ snapshots, onDone }: { snapshots: readonly Schemas['Snapshot'][]; onDone(): void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const urls = snapshots.map(({ url }) => url).filter(url => chosen.has(url));
  const { isRendering, rerender } = useRerender(urls.slice(0, MOST_AT_ONCE), onDone);
  return (
    <div class="stack">
      <div class="row">
        <Button isBusy={isRendering} disabled={urls.length === 0} onClick={rerender}>
          {isRendering ? t.snapshots.rendering : verbFor(Math.min(urls.length, MOST_AT_ONCE))}
        </Button>
      </div>
      <SnapshotsTable snapshots={snapshots} chosen={chosen} onChoose={setChosen} />
    </div>
  );
}
