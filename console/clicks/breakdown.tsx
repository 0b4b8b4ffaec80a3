import { useState } from 'preact/hooks';
import { useAnswer } from '../ask.ts';
import { type Bar, Bars } from '../charts/bars.tsx';
import { WorldMap } from '../charts/lazy-map.tsx';
import { number } from '../format.ts';
import { useSession } from '../session.tsx';
import { language, t } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { DownloadIcon } from '../ui/icons.tsx';
import { useChosen } from '../ui/query.ts';
import { Answered, sayFailure } from '../ui/states.tsx';
import { saveAs } from './download.ts';
import { nameOf } from './labels.ts';
import type { Span } from './periods.ts';
import { clicksOf, csvOf, type Dimension, type Question, type Source, valuesIn } from './source.ts';

interface BreakdownProps {
  source: Source;
  span: Span;
  /** What can be chosen; the first one is shown at first. */
  dimensions: readonly [Dimension, ...Dimension[]];
  /** Changes when there is something new to ask for. */
  news: unknown;
  /** How many clicks are told apart. */
  total: number;
}

/** What clicks are told apart by, one at a time; countries on a map as well. */
export function Breakdown({ source, span, dimensions, news, total }: BreakdownProps) {
  const { client } = useSession();
  const [by, setBy] = useChosen(dimensions[0], dimensions);
  const [pointed, setPointed] = useState<string>();
  const [kept, setKept] = useState<string>();
  const answer = useAnswer(
    async signal => ({ by, rows: valuesIn(await clicksOf(client, source, { ...span, by }, signal)) }),
    [JSON.stringify([source, span]), by, news],
  );
  const label = t.clicks.by[by];
  return (
    <section class={`card stack breakdown ${by === 'country' ? 'has-map' : ''}`} aria-label={label}>
      <header class="row spread nowrap">
        <Choice dimensions={dimensions} by={by} onChange={setBy} />
        <CsvButton source={source} question={{ ...span, by }} label={label} />
      </header>
      <Answered answer={answer}>
        {({ rows, by: shown }) => {
          // The answer before stays until the next one is there.
          if (shown !== by) return null;
          const bars = rows.map(({ value, count }) => ({ value, count, name: nameOf(by, value) }));
          const whole = by === 'agent' ? bars.reduce((sum, { count }) => sum + count, 0) : total;
          if (bars.length === 0) return <p class="muted">{t.clicks.noneYet}</p>;
          const shared = { label, unit: label, bars, total: whole };
          if (by !== 'country') return <Bars {...shared} />;
          const counts = new Map(rows.map(({ value, count }) => [value, count]));
          return (
            <div class="map-and-bars">
              <WorldMap label={summaryOf(bars)} counts={counts} pointed={pointed} kept={kept} />
              <div>
                <Bars {...shared} onPoint={setPointed} kept={kept} onKeep={setKept} />
              </div>
            </div>
          );
        }}
      </Answered>
    </section>
  );
}

/** What a map shows, for whoever does not see it: the countries with most. */
function summaryOf(bars: readonly Bar[]): string {
  const most = bars.slice(0, 3).map(({ name, count }) => `${name} ${number(count)}`);
  return t.clicks.map(new Intl.ListFormat(language).format(most));
}

interface ChoiceProps {
  dimensions: readonly Dimension[];
  by: Dimension;
  onChange(by: Dimension): void;
}

/** The heading, or, where there are several, buttons for them. */
function Choice({ dimensions, by, onChange }: ChoiceProps) {
  if (dimensions.length === 1) return <h3>{t.clicks.by[by]}</h3>;
  return (
    <h3 class="row tight choice">
      {dimensions.map(each => (
        <button key={each} type="button" aria-pressed={each === by} onClick={() => onChange(each)}>
          {t.clicks.by[each]}
        </button>
      ))}
    </h3>
  );
}

/** Saves what is shown as a file for a spreadsheet. */
export function CsvButton({
  source,
  question,
  label,
}: {
  source: Source;
  question: Question;
  label: string;
}) {
  const { client } = useSession();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const name = source.of === 'link' ? source.slug.replaceAll('/', '-') : 'all';
      saveAs(`clicks-${name}-${question.by}.csv`, await csvOf(client, source, question));
    } catch (failure) {
      sayFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      kind="quiet"
      icon={DownloadIcon}
      isBusy={isBusy}
      aria-label={t.clicks.csv(label)}
      title={t.clicks.csv(label)}
      onClick={run}
    />
  );
}
