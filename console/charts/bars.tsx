import { useState } from 'preact/hooks';
import { number, percent } from '../format.ts';
import { t } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';

export interface Bar {
  /** Tells it from the others. */
  value: string;
  /** What it is called. */
  name: string;
  count: number;
}

interface BarsProps {
  /** What it shows, and what the values are. */
  label: string;
  unit: string;
  bars: readonly Bar[];
  total: number;
  /** Where they are shown elsewhere, too: told which one is pointed at, with the keyboard as well. */
  onPoint?: (value: string | undefined) => void;
  /** The one that stays shown there, and what is told of another. */
  kept?: string | undefined;
  onKeep?: (value: string | undefined) => void;
}

const FEW = 8;

/** A table whose rows are bars, the longest first; at first only those that are looked for. */
export function Bars({ label, unit, bars, total, onPoint, kept, onKeep }: BarsProps) {
  const [isWhole, setWhole] = useState(false);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const shown = isWhole ? bars : bars.slice(0, FEW);
  return (
    <>
      <table class="bars" onPointerLeave={() => onPoint?.(undefined)}>
        <caption class="unseen">{label}</caption>
        <colgroup>
          <col />
          <col class="count" />
          <col class="count" />
        </colgroup>
        <thead class="unseen">
          <tr>
            <th scope="col">{unit}</th>
            <th scope="col">{t.clicks.count}</th>
            <th scope="col">{t.clicks.share}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ value, name, count }) => (
            <tr key={value} onPointerEnter={() => onPoint?.(value)}>
              <th scope="row">
                <span class="bar" style={{ width: `${(count / most) * 100}%` }} />
                {onPoint ? (
                  <button
                    type="button"
                    class="name"
                    title={name}
                    aria-pressed={value === kept}
                    onClick={() => onKeep?.(value === kept ? undefined : value)}
                    onFocus={() => onPoint(value)}
                    onBlur={() => onPoint(undefined)}
                  >
                    {name}
                  </button>
                ) : (
                  <span class="name" title={name}>
                    {name}
                  </span>
                )}
              </th>
              <td class="number">{number(count)}</td>
              <td class="number muted">{percent(count, total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {bars.length > FEW && (
        <Button kind="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t.clicks.fewer : t.clicks.all(bars.length)}
        </Button>
      )}
    </>
  );
}
