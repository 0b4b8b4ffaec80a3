import { useAnswer } from '../ask.ts';
import { number, timeZone } from '../format.ts';
import { useSession } from '../session.tsx';
import { t } from '../texts/texts.ts';
import { Select } from '../ui/field.tsx';
import { useChosen } from '../ui/query.ts';
import { Answered, Lines, NoPermission } from '../ui/states.tsx';
import { Breakdown, CsvButton } from './breakdown.tsx';
import { useLive } from './live.ts';
import { OverTime } from './over-time.tsx';
import { PeriodPicker } from './period-picker.tsx';
import { spanOf, unitFor, unitsOf, visitorsIn } from './periods.ts';
import { clicksOf, type Source, timesIn } from './source.ts';
import { Updated } from './updated.tsx';
import { usePeriod } from './use-period.ts';

interface ClicksViewProps {
  source: Source;
  /** Told the span that is shown. */
  children?: (span: ReturnType<typeof spanOf>, news: string) => preact.ComponentChildren;
  /** Whether rules say where a link leads: then it is told which. */
  hasRules?: boolean;
}

/** What was counted, over time and by what tells clicks apart, of the period that is chosen; asked for again while it is seen. */
export function ClicksView(props: ClicksViewProps) {
  const { may } = useSession();
  return may('stats:read') ? <Shown {...props} /> : <NoPermission scope="stats:read" />;
}

function Shown({ source, children, hasRules = false }: ClicksViewProps) {
  const { period, setPeriod, unit, setUnit, units, span, answer, news } = useClicks(source);
  return (
    <div class="stack">
      <h2 class="unseen">{t.clicks.overTime}</h2>
      <header class="row spread">
        <PeriodPicker period={period} onChange={setPeriod} />
        <div class="row nowrap">
          <Select
            label={t.clicks.unit}
            isLabelHidden
            value={unit}
            options={units.map(each => [each, t.clicks.byUnit[each]] as const)}
            onChange={setUnit}
          />
          <CsvButton source={source} question={{ ...span, by: unit }} label={t.clicks.overTime} />
        </div>
      </header>
      <Answered answer={answer} placeholder={<Lines count={8} />}>
        {({ clicks, unit: shown, span: of, at }) => (
          <div class="stack">
            <div class="card stack">
              <OverTime clicks={clicks} unit={shown} />
              <footer class="row spread">
                <p class="muted small">
                  <Visitors source={source} span={of} news={news} />
                  {clicks.total.ended > 0 && (
                    <> · {t.clicks.ended(clicks.total.ended, number(clicks.total.ended))}</>
                  )}
                </p>
                <Updated at={at} />
              </footer>
            </div>
            <Breakdowns of={{ source, span: of, news, total: clicks.total.clicks }} hasRules={hasRules}>
              {children?.(of, news)}
            </Breakdowns>
          </div>
        )}
      </Answered>
    </div>
  );
}

/** What was counted in the period that is chosen, by the unit that is wished for where it fits; and when it is other than before. */
function useClicks(source: Source) {
  const { client } = useSession();
  const [period, setPeriod] = usePeriod();
  const now = new Date();
  const span = spanOf(period, now);
  const units = unitsOf(span, now);
  const [unit, setUnit] = useChosen('by', [unitFor(span, now), ...units]);
  const answer = useAnswer(
    async signal => {
      const asked = spanOf(period, new Date());
      const clicks = await clicksOf(client, source, { ...asked, by: unit }, signal);
      return { clicks, unit, span: { from: clicks.from, to: clicks.to }, at: Date.now() };
    },
    [JSON.stringify([source, period]), unit],
  );
  const news = JSON.stringify(answer.data?.clicks.total);
  useLive(answer, news);
  return { period, setPeriod, unit, setUnit, units, span, answer, news };
}

interface BreakdownsProps {
  of: { source: Source; span: { from: string; to: string }; news: string; total: number };
  hasRules: boolean;
  /** Stands beside them. */
  children: preact.ComponentChildren;
}

/** By what tells clicks apart: the map, and what belongs together in a card of its own. */
function Breakdowns({ of, hasRules, children }: BreakdownsProps) {
  return (
    <>
      <Breakdown {...of} dimensions={['country']} />
      <div class={`columns ${children ? 'two' : ''}`}>
        {children}
        <Breakdown
          {...of}
          dimensions={hasRules ? ['referrer', 'campaign', 'via', 'rule'] : ['referrer', 'campaign', 'via']}
        />
        <Breakdown {...of} dimensions={['device', 'browser', 'os']} />
        <Breakdown {...of} dimensions={['agent']} />
      </div>
    </>
  );
}

const MOST_DAYS_OF_VISITORS = 92;

/** How many different people there were a day: known of days in UTC, of three months at most. */
function Visitors({
  source,
  span,
  news,
}: {
  source: Source;
  span: { from: string; to: string };
  news: string;
}) {
  const { client } = useSession();
  const days = (Date.parse(span.to) - Date.parse(span.from)) / 86_400_000;
  const isKnown = days <= MOST_DAYS_OF_VISITORS;
  const answer = useAnswer(
    async signal =>
      isKnown
        ? visitorsIn(timesIn(await clicksOf(client, source, { ...span, by: 'day', tz: 'UTC' }, signal)))
        : undefined,
    [JSON.stringify([source, span]), news],
  );
  return (
    <span title={t.clicks.visitorsHint}>
      {answer.data === undefined
        ? t.clicks.zone(timeZone)
        : t.clicks.visitors(
            number(answer.data.last),
            number(answer.data.most),
            number(Math.round(answer.data.mean * 10) / 10),
          )}
    </span>
  );
}
