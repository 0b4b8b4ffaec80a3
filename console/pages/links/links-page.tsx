import { useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, type Failure, useAnswer } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { PlusIcon, UploadIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { useSettled } from '../../ui/settled.ts';
import { Answered, Failed, NoPermission, Notice } from '../../ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { CreateBar } from './create-bar.tsx';
import { type Filter, Filters, NO_FILTER, queryOf } from './filters.tsx';
import { LinksTable } from './links-table.tsx';

/** The first page: one field that makes a link, and all links below it. */
export function LinksPage() {
  const { may } = useSession();
  const [made, setMade] = useState(0);
  const actions = may('links:write') && (
    <>
      <LinkButton href={paths.importing} icon={UploadIcon}>
        {t.links.importLinks}
      </LinkButton>
      <LinkButton href={paths.newLink} icon={PlusIcon}>
        {t.links.newLink}
      </LinkButton>
    </>
  );
  return (
    <Page title={t.links.title} actions={actions}>
      {may('links:write') && <CreateBar onMade={() => setMade(made + 1)} />}
      {may('links:read') ? <LinkList made={made} /> : <NoPermission scope="links:read" />}
    </Page>
  );
}

/** Links as the filter wants them, page after page. `made` counts what was made here: each is asked for. */
function LinkList({ made }: { made: number }) {
  const { client, may } = useSession();
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const list = useRef<HTMLElement>(null);
  const settled = useSettled(filter);
  const first = useAnswer(
    signal => answerOf(client.GET('/api/links', { params: { query: queryOf(settled) }, signal })),
    [settled, made],
  );
  const isFiltered = JSON.stringify(settled) !== JSON.stringify(NO_FILTER);
  return (
    <section ref={list} class="stack" aria-label={t.links.title} tabIndex={-1}>
      <Filters filter={filter} onChange={setFilter} />
      <Answered answer={first}>
        {page =>
          page.links.length > 0 ? (
            <Pages
              onChanged={first.reload}
              onCleared={() => list.current?.focus()}
              key={JSON.stringify([settled, made, page.links[0]?.version])}
              first={page}
              filter={settled}
            />
          ) : isFiltered ? (
            <Notice title={t.links.nothingFound} next={t.links.nothingFoundNext}>
              <Button onClick={() => setFilter(NO_FILTER)}>{t.links.clear}</Button>
            </Notice>
          ) : (
            <Notice
              title={t.links.empty}
              next={may('links:write') ? t.links.emptyNext : t.links.emptyForReader}
            />
          )
        }
      </Answered>
    </section>
  );
}

interface PagesProps {
  first: Schemas['Links'];
  filter: Filter;
  onChanged(): void;
  /** None is chosen any more: the bar is gone, with the button that was pressed. */
  onCleared(): void;
}

/** The first page of links, and those behind it that were asked for. */
function Pages({ first, filter, onChanged, onCleared }: PagesProps) {
  const { may } = useSession();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { pages, failure, isLoading, loadMore, forget } = useFurther(first, filter);
  const links = pages.flatMap(page => page.links);
  const clear = () => {
    setChosen(new Set());
    onCleared();
  };
  return (
    <>
      <LinksTable
        links={links}
        selection={may('links:write') ? { chosen, onChoose: setChosen } : undefined}
      />
      {chosen.size > 0 && (
        <BulkBar
          chosen={links.filter(({ shortUrl }) => chosen.has(shortUrl))}
          onClear={clear}
          onChanged={() => {
            clear();
            forget();
            onChanged();
          }}
        />
      )}
      {failure && <Failed failure={failure} onRetry={loadMore} />}
      <footer class="row spread">
        <p class="muted" role="status">
          {t.links.loaded(links.length)}
        </p>
        {pages.at(-1)?.next !== undefined && (
          <Button isBusy={isLoading} onClick={loadMore}>
            {t.common.more}
          </Button>
        )}
      </footer>
    </>
  );
}

/** The pages of links that were asked for, beginning with the first, and a way to have the next one. */
function useFurther(first: Schemas['Links'], filter: Filter) {
  const { client } = useSession();
  const [further, setFurther] = useState<readonly Schemas['Links'][]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [isLoading, setLoading] = useState(false);
  const pages = [first, ...further];
  const cursor = pages.at(-1)?.next;
  const loadMore = async () => {
    if (cursor === undefined || isLoading) return;
    setLoading(true);
    setFailure(undefined);
    try {
      const query = { ...queryOf(filter), cursor };
      const next = await answerOf(client.GET('/api/links', { params: { query } }));
      setFurther([...further, next]);
    } catch (refused) {
      setFailure(refused as Failure);
    } finally {
      setLoading(false);
    }
  };
  return { pages, failure, isLoading, loadMore, forget: () => setFurther([]) };
}
