import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { PlusIcon, UploadIcon } from '../../ui/icons.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import { useSettled } from '../../ui/settled.ts';
import { Answered, NoPermission, Notice } from '../../ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { CreateBar } from './create-bar.tsx';
import { type Filter, Filters, NO_FILTER, queryOf } from './filters.tsx';
import { LinksTable } from './links-table.tsx';

/** The first page: one field that makes a link, and all links below it. */
export function LinksPage() {
  const { may } = useSession();
  usePageTitle(t.links.title);
  const [made, setMade] = useState(0);
  return (
    <div class="stack">
      <header class="row spread">
        <h1>{t.links.title}</h1>
        {may('links:write') && (
          <div class="row">
            <LinkButton href={paths.importing} icon={UploadIcon}>
              {t.links.importLinks}
            </LinkButton>
            <LinkButton href={paths.newLink} icon={PlusIcon}>
              {t.links.newLink}
            </LinkButton>
          </div>
        )}
      </header>
      {may('links:write') && <CreateBar onMade={() => setMade(made + 1)} />}
      {may('links:read') ? <LinkList made={made} /> : <NoPermission scope="links:read" />}
    </div>
  );
}

/** Links as the filter wants them, page after page. `made` counts what was made here: each is asked for. */
function LinkList({ made }: { made: number }) {
  const { client } = useSession();
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const settled = useSettled(filter);
  const first = useAnswer(
    signal => answerOf(client.GET('/api/links', { params: { query: queryOf(settled) }, signal })),
    [settled, made],
  );
  const isFiltered = settled !== NO_FILTER;
  return (
    <section class="stack" aria-label={t.links.title}>
      <Filters filter={filter} onChange={setFilter} />
      <Answered answer={first}>
        {page =>
          page.links.length > 0 ? (
            <Pages
              onChanged={first.reload}
              key={JSON.stringify([settled, made, page.links[0]?.version])}
              first={page}
              filter={settled}
            />
          ) : isFiltered ? (
            <Notice title={t.links.nothingFound} next={t.links.nothingFoundNext}>
              <Button onClick={() => setFilter(NO_FILTER)}>{t.links.clear}</Button>
            </Notice>
          ) : (
            <Notice title={t.links.empty} next={t.links.emptyNext} />
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
}

/** The first page of links, and those behind it that were asked for. */
function Pages({ first, filter, onChanged }: PagesProps) {
  const { client, may } = useSession();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [further, setFurther] = useState<Schemas['Links'][]>([]);
  const [cursor, setCursor] = useState<string>();
  const pages = [first, ...further];
  const next = pages.at(-1)?.next;
  const answer = useAnswer(
    async signal =>
      cursor === undefined
        ? undefined
        : await answerOf(
            client.GET('/api/links', { params: { query: { ...queryOf(filter), cursor } }, signal }),
          ),
    [cursor],
  );
  useEffect(() => {
    if (answer.data) setFurther([...further, answer.data]);
  }, [answer.data]);
  const links = pages.flatMap(page => page.links);
  return (
    <>
      <LinksTable
        links={links}
        selection={may('links:write') ? { chosen, onChoose: setChosen } : undefined}
      />
      {chosen.size > 0 && (
        <BulkBar
          chosen={links.filter(({ shortUrl }) => chosen.has(shortUrl))}
          onClear={() => setChosen(new Set())}
          onChanged={() => {
            setChosen(new Set());
            setFurther([]);
            setCursor(undefined);
            onChanged();
          }}
        />
      )}
      <footer class="row spread">
        <p class="muted" role="status">
          {t.links.loaded(links.length)}
        </p>
        {next !== undefined && (
          <Button isBusy={answer.isLoading} onClick={() => setCursor(next)}>
            {t.common.more}
          </Button>
        )}
      </footer>
    </>
  );
}
