import type { Schemas } from '../../../client/client.ts';
import { answerOf, useAnswer } from '../../ask.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { placesOfTimes } from '../../clicks/labels.ts';
import { PeriodPicker } from '../../clicks/period-picker.tsx';
import { type Span, spanOf, unitFor } from '../../clicks/periods.ts';
import { usePeriod } from '../../clicks/use-period.ts';
import { number, percent, timeZone } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.tsx';
import { t } from '../../texts/texts.ts';
import { LinkButton } from '../../ui/button.tsx';
import { PageIcon, SearchIcon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import { Answered, Notice } from '../../ui/states.tsx';
import { VisitBars } from './visit-bars.tsx';
import { VisitedPages } from './visited-pages.tsx';

/** Which crawlers came to the site, and what they got. */
export function CrawlersPage() {
  const { key, may } = useSession();
  const isLimited = Object.values(key.limits).some(limit => limit !== undefined);
  const actions = (
    <>
      <LinkButton href={paths.verdict} icon={SearchIcon}>
        {t.crawlers.testVerdict}
      </LinkButton>
      {may('pages') && (
        <LinkButton href={paths.seen()} icon={PageIcon}>
          {t.crawlers.seePage}
        </LinkButton>
      )}
    </>
  );
  return (
    <Page title={t.crawlers.title} lead={t.crawlers.lead} scope="stats:read" actions={actions}>
      {isLimited ? <Notice title={t.crawlers.limited} next={t.crawlers.limitedNext} /> : <Visits />}
    </Page>
  );
}

function Visits() {
  const { client } = useSession();
  const [period, setPeriod] = usePeriod();
  const span = spanOf(period, new Date());
  const unit = unitFor(span, new Date());
  const answer = useAnswer(
    async signal => {
      const query = { ...span, by: unit, tz: timeZone };
      return {
        unit,
        span,
        visits: await answerOf(client.GET('/api/crawlers', { params: { query }, signal })),
      };
    },
    [JSON.stringify(period), unit],
  );
  return (
    <div class="stack">
      <PeriodPicker period={period} onChange={setPeriod} />
      <Answered answer={answer}>
        {({ visits, unit: shown, span: of }) => (
          <div class="stack">
            <Totals total={visits.total} />
            <OverTime visits={visits} unit={shown} />
            <Details span={of} total={visits.total} />
          </div>
        )}
      </Answered>
    </div>
  );
}

function Totals({ total }: { total: Schemas['VisitCounts'] }) {
  const { facts } = t.crawlers;
  const { visits, hits, rendered, renderMs, failed, unproved } = total;
  const tiles: [string, string][] = [
    [facts.visits, number(visits)],
    [facts.stored, visits === 0 ? '–' : percent(hits, visits)],
    [facts.rendered, number(rendered)],
    [facts.wait, rendered === 0 ? '–' : t.crawlers.ms(number(Math.round(renderMs / rendered)))],
    [facts.failed, number(failed)],
    [facts.unproved, number(unproved)],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const LINES = ['search', 'aiSearch', 'aiAssistants', 'aiTraining', 'cards', 'others'] as const;
/** So that lines are told apart without their colours. */
const DASHES = [undefined, [8, 4], [2, 3], [10, 3, 2, 3], [1, 4], [4, 4]];

function OverTime({ visits, unit }: { visits: Schemas['Visits']; unit: 'hour' | 'day' | 'week' | 'month' }) {
  const rows = visits.rows.flatMap(row => ('time' in row ? [row] : []));
  const lines = LINES.map((name, at) => ({
    name: t.crawlers.lines[name],
    colour: `--line-${name}`,
    ...(DASHES[at] && { dash: DASHES[at] }),
    values: rows.map(row => row[name]),
    isFilled: false,
  }));
  return (
    <section class="card stack" aria-label={t.crawlers.overTime}>
      <h2>{t.crawlers.overTime}</h2>
      <ul class="legend">
        {lines.map(({ name, colour, dash }) => (
          <li key={name}>
            <svg class="line-sample" viewBox="0 0 24 4" aria-hidden="true">
              <path
                d="M0 2h24"
                style={{ stroke: `var(${colour})` }}
                {...(dash && { 'stroke-dasharray': dash.join(' ') })}
              />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <LineChart
        label={t.crawlers.overTime}
        unit={t.clicks.units[unit]}
        places={placesOfTimes(
          rows.map(({ time }) => time),
          unit,
        )}
        lines={lines}
      />
    </section>
  );
}

function Details({ span, total }: { span: Span; total: Schemas['VisitCounts'] }) {
  return (
    <>
      <div class="columns two">
        <VisitBars span={span} by="name" total={total.visits} />
        <VisitBars span={span} by="status" total={total.visits} />
        <VisitBars span={span} by="time" total={total.rendered} />
        <VisitBars span={span} by="cause" total={total.failed} />
      </div>
      <VisitedPages span={span} />
    </>
  );
}
