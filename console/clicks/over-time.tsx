import { useState } from 'preact/hooks';
import type { Schemas } from '../../client/client.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { number } from '../format.ts';
import { t } from '../texts/texts.ts';
import { placesOfTimes } from './labels.ts';
import type { Unit } from './periods.ts';
import { countOf, DASHES, LINES, type LineName } from './series.ts';
import { timesIn } from './source.ts';

/** How many there were in all, and when: each figure shows and hides its line. */
export function OverTime({ clicks, unit }: { clicks: Schemas['Clicks']; unit: Unit }) {
  const [hidden, setHidden] = useState<ReadonlySet<LineName>>(new Set());
  const rows = timesIn(clicks);
  const lines = LINES.filter(name => !hidden.has(name)).map(name => ({
    name: t.clicks.lines[name],
    colour: `--line-${name}`,
    ...(DASHES[name] && { dash: DASHES[name] }),
    values: rows.map(countOf[name]),
    isFilled: name === 'people',
  }));
  const toggle = (name: LineName) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    setHidden(next);
  };
  return (
    <>
      <fieldset class="figures-row">
        <legend class="unseen">{t.clicks.shownLines}</legend>
        {LINES.map(name => (
          <button
            key={name}
            type="button"
            class="figure"
            aria-pressed={!hidden.has(name)}
            title={t.clicks.said[name]}
            onClick={() => toggle(name)}
          >
            <span class="small muted">
              <Sample name={name} /> {t.clicks.lines[name]}
            </span>
            <strong>{number(countOf[name](clicks.total))}</strong>
          </button>
        ))}
      </fieldset>
      <LineChart
        label={t.clicks.overTime}
        unit={t.clicks.units[unit]}
        places={placesOfTimes(
          rows.map(({ time }) => time),
          unit,
        )}
        lines={lines}
      />
    </>
  );
}

/** How a line looks. */
const Sample = ({ name }: { name: LineName }) => (
  <svg class={`sample ${name}`} viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
    <path d="M0 4H24" stroke-dasharray={DASHES[name]?.join(' ')} />
  </svg>
);
