import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { number } from '../format.ts';
import { t } from '../texts/texts.ts';
import { notLoaded } from '../ui/later.tsx';
import type { Drawn, Line } from './plot.ts';
import { placesOf } from './ticks.ts';

/** A place on the axis: a day, an hour. */
export interface Place {
  /** In few letters, for the axis. */
  short: string;
  /** In full, for whoever reads it. */
  long: string;
}

interface LineChartProps {
  /** What it shows. */
  label: string;
  /** What its places are: the table's first column. */
  unit: string;
  places: readonly Place[];
  lines: readonly Line[];
}

/** So wide is the longest name of a place, with what is between two of them. */
const NAME_PX = 76;

/**
 * Lines over time. What is pointed at is said in words above them; the slider below points without a mouse, and the table has it
 * all. What draws is loaded when the first chart is shown.
 */
export function LineChart({ label, unit, places, lines }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | undefined>(undefined);
  const [at, setAt] = useState<number>();
  const [Missing, setMissing] = useState<FunctionComponent>();
  const shown = JSON.stringify([places, lines]);
  useEffect(() => {
    let isGone = false;
    import('./plot.ts').then(
      ({ draw }) => {
        if (isGone || !host.current) return;
        drawn.current = draw(host.current, {
          places: places.map(({ short }) => short),
          namedIn: width => placesOf(places.length, (width - 60) / NAME_PX),
          lines,
          number,
          onPoint: setAt,
        });
      },
      () => setMissing(notLoaded),
    );
    return () => {
      isGone = true;
      drawn.current?.remove();
      drawn.current = undefined;
    };
  }, [shown]);
  const place = at === undefined ? undefined : places[at];
  return (
    <figure class="chart" aria-label={label}>
      <p class="reading small">
        {place === undefined || at === undefined ? (
          <span class="muted">{t.clicks.readHint}</span>
        ) : (
          <Reading place={place} at={at} lines={lines} />
        )}
      </p>
      {Missing ? <Missing /> : <div class="plot" ref={host} aria-hidden="true" />}
      <input
        type="range"
        class="reader"
        aria-label={t.clicks.reader(label)}
        aria-valuetext={wordsAt(at ?? places.length - 1, places, lines)}
        min={0}
        max={places.length - 1}
        value={at ?? places.length - 1}
        onInput={event => drawn.current?.point(event.currentTarget.valueAsNumber)}
        onFocus={() => drawn.current?.point(at ?? places.length - 1)}
      />
      <ChartTable label={label} unit={unit} places={places} lines={lines} />
    </figure>
  );
}

const Reading = ({ place, at, lines }: { place: Place; at: number; lines: readonly Line[] }) => (
  <>
    <strong>{place.long}</strong>
    {lines.map(({ name, values }) => (
      <span key={name}>
        {name} <strong>{number(values[at] ?? 0)}</strong>
      </span>
    ))}
  </>
);

const wordsAt = (at: number, places: readonly Place[], lines: readonly Line[]) =>
  [
    `${places[at]?.long ?? ''}:`,
    lines.map(({ name, values }) => `${name} ${number(values[at] ?? 0)}`).join(', '),
  ].join(' ');

function ChartTable({ label, unit, places, lines }: LineChartProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary class="muted small">{t.common.table}</summary>
      {isOpen && (
        <section class="scroll" aria-label={label}>
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{unit}</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {places.map(({ long }, at) => (
                <tr key={long}>
                  <th scope="row">{long}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name} class="number">
                      {number(values[at] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
