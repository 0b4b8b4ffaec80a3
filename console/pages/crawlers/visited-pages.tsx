import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import type { Span } from '../../clicks/periods.ts';
import { ago, dateTime, number, plainUrl } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { named, t } from '../../texts/texts.ts';
import { Answered, Notice } from '../../ui/states.tsx';

const MOST = 20;
const DAY_MS = 86_400_000;
/** Pages are known by day, and not of longer ago. */
const MOST_DAYS = 92;

/** The pages that crawlers read most, and those that failed most. */
export function VisitedPages({ span }: { span: Span }) {
  const { client } = useSession();
  const end = span.to === undefined ? Date.now() : Date.parse(span.to);
  const earliest = end - (MOST_DAYS - 1) * DAY_MS;
  const from = new Date(Math.max(Date.parse(span.from), earliest)).toISOString();
  const answer = useAnswer(
    signal => {
      const query = { ...span, from, limit: MOST };
      return answerOf(client.GET('/api/crawlers/pages', { params: { query }, signal }));
    },
    [JSON.stringify(span)],
  );
  return (
    <Answered answer={answer}>
      {({ read, failed }) => (
        <div class="stack">
          <section class="stack" aria-label={t.crawlers.failing}>
            <h2>{t.crawlers.failing}</h2>
            {failed.pages.length === 0 ? (
              <p class="muted">{t.crawlers.noneFailed}</p>
            ) : (
              <PagesTable pages={failed.pages} slack={failed.slack} hasCause />
            )}
          </section>
          <section class="stack" aria-label={t.crawlers.read}>
            <h2>{t.crawlers.read}</h2>
            {read.pages.length === 0 ? (
              <Notice title={t.crawlers.noneRead} next={t.crawlers.noneReadNext} />
            ) : (
              <PagesTable pages={read.pages} slack={read.slack} />
            )}
          </section>
        </div>
      )}
    </Answered>
  );
}

type Page = Schemas['VisitedPages']['read']['pages'][number] &
  Partial<Schemas['VisitedPages']['failed']['pages'][number]>;

function PagesTable({
  pages,
  slack,
  hasCause,
}: {
  pages: readonly Page[];
  slack: number;
  hasCause?: boolean;
}) {
  return (
    <>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col" class="wide">
              {t.crawlers.page}
            </th>
            <th scope="col" class="narrow number">
              {t.crawlers.count}
            </th>
            {hasCause && <th scope="col">{t.crawlers.what}</th>}
            <th scope="col" class="narrow">
              {t.crawlers.rendered}
            </th>
          </tr>
        </thead>
        <tbody>
          {pages.map(page => (
            <PageRow key={`${page.url} ${page.cause}`} page={page} hasCause={hasCause === true} />
          ))}
        </tbody>
      </table>
      {slack > 0 && <p class="muted small">{t.crawlers.approximate(number(slack))}</p>}
    </>
  );
}

function PageRow({ page, hasCause }: { page: Page; hasCause: boolean }) {
  const { may } = useSession();
  const { url, count, status, cause, renderedAt, lastError } = page;
  return (
    <tr>
      <th scope="row">
        <div class="clip" title={url}>
          {may('pages') ? <a href={paths.seen(url)}>{plainUrl(url)}</a> : plainUrl(url)}
        </div>
      </th>
      <td class="number" data-label={t.crawlers.count}>
        {number(count)}
      </td>
      {hasCause && (
        <td data-label={t.crawlers.what}>
          <span class="pill failed">{status}</span> {cause !== undefined && named(t.crawlers.causes, cause)}
          {lastError?.reason !== undefined && <div class="muted small clip">{lastError.reason}</div>}
        </td>
      )}
      <td data-label={t.crawlers.rendered}>
        {renderedAt === undefined ? (
          '–'
        ) : (
          <time dateTime={renderedAt} title={dateTime(renderedAt)}>
            {ago(renderedAt)}
          </time>
        )}
      </td>
    </tr>
  );
}
