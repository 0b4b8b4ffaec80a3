import '../app.tsx'; // one file with all that is loaded already
import { useState } from 'preact/hooks';
import { country, number } from '../format.ts';
import { t } from '../texts/texts.ts';
import { MOST_STEPS, stepOf, stepsOf } from './ticks.ts';
import { WORLD, WORLD_HEIGHT, WORLD_WIDTH } from './world.generated.ts';

interface WorldMapProps {
  /** All that it shows, in a sentence. */
  label: string;
  /** How many there are of each country, by its two letters. */
  counts: ReadonlyMap<string, number>;
  /** One that is pointed at elsewhere, and one that was chosen there. */
  pointed?: string | undefined;
  kept?: string | undefined;
}

/**
 * The world, each country the darker the more there are of it; what is pointed at, here or in the bars beside it, is said below.
 * Those bars have it all for whoever does not point, with those too small for the map, and point by the keyboard.
 */
export function WorldMap({ label, counts, pointed, kept }: WorldMapProps) {
  const [hovered, setHovered] = useState<string>();
  const shown = [...counts].filter(([code]) => code in WORLD).map(([, count]) => count);
  const steps = stepsOf(Math.max(0, ...shown));
  const at = pointed ?? hovered ?? kept;
  const shadeOf = (code: string) => shadeOfStep(stepOf(counts.get(code) ?? 0, steps), steps);
  return (
    <figure class="world">
      <svg
        viewBox={`0 0 ${WORLD_WIDTH} ${WORLD_HEIGHT}`}
        role="img"
        aria-label={label}
        onPointerLeave={() => setHovered(undefined)}
      >
        {Object.entries(WORLD).map(([code, outline]) => (
          <path
            key={code}
            d={outline}
            class={`shade-${shadeOf(code)} ${code === at ? 'pointed' : ''}`}
            data-country={code}
            onPointerEnter={() => setHovered(code)}
          />
        ))}
      </svg>
      <figcaption class="row spread small">
        <span aria-hidden="true">
          {at === undefined ? (
            <span class="muted">{t.clicks.mapHint}</span>
          ) : (
            <>
              {country(at)} <strong>{number(counts.get(at) ?? 0)}</strong>
            </>
          )}
        </span>
        <Legend steps={steps} />
      </figcaption>
    </figure>
  );
}

/** The last step has the full colour, and the others are as far apart as can be; 0 is none. */
const shadeOfStep = (step: number, steps: readonly number[]) =>
  step === 0 ? 0 : Math.ceil((step * MOST_STEPS) / steps.length);

/** Which colour stands for how many. */
const Legend = ({ steps }: { steps: readonly number[] }) => (
  <ul class="legend" aria-label={t.clicks.legend}>
    {steps.map((least, at) => (
      <li key={least}>
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          <rect class={`shade-${shadeOfStep(at + 1, steps)}`} width="10" height="10" rx="2" />
        </svg>
        {rangeOf(least, steps[at + 1])}
      </li>
    ))}
  </ul>
);

function rangeOf(least: number, next: number | undefined): string {
  if (next === undefined) return t.clicks.andMore(number(least));
  return next === least + 1 ? number(least) : `${number(least)}–${number(next - 1)}`;
}
