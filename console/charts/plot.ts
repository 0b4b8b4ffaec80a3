import Plot from 'uplot';

/** One line of a chart. */
export interface Line {
  name: string;
  /** A custom property of the page's styles: `--line-people`. */
  colour: string;
  /** Pixels that are drawn and left out in turn, so that no two lines differ by their colours alone; a whole line without. */
  dash?: number[];
  values: readonly number[];
  /** Whether what is below it is filled. */
  isFilled?: boolean;
}

export interface PlotOptions {
  /** What the places of the axis are called, in few letters. */
  places: readonly string[];
  /** Which of them are named, in so many pixels of width. */
  namedIn(width: number): readonly number[];
  lines: readonly Line[];
  number(value: number): string;
  /** Told which place is pointed at; undefined for none. */
  onPoint(at: number | undefined): void;
}

/** A chart on the page. */
export interface Drawn {
  /** Shows a place as if it were pointed at. */
  point(at: number): void;
  remove(): void;
}

const HEIGHT = 240;

/** Draws lines into an element, as wide as that is, in the colours of the theme; and anew when either changes. */
export function draw(host: HTMLElement, options: PlotOptions): Drawn {
  let plot = paint(host, options);
  const redraw = () => {
    plot.destroy();
    plot = paint(host, options);
  };
  const size = new ResizeObserver(() => {
    if (host.clientWidth !== plot.width) plot.setSize({ width: host.clientWidth, height: HEIGHT });
  });
  size.observe(host);
  const chosen = new MutationObserver(redraw);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', redraw);
  return {
    point: at => {
      const left = plot.valToPos(at, 'x');
      plot.setCursor({ left, top: plot.over.clientHeight / 2 });
    },
    remove: () => {
      size.disconnect();
      chosen.disconnect();
      system.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

function paint(host: HTMLElement, { places, namedIn, lines, number, onPoint }: PlotOptions): Plot {
  const colours = new Colours(host);
  const [text, grid] = [colours.of('--muted'), colours.of('--line')];
  const axis = { stroke: text, font: '12px system-ui, sans-serif', ticks: { show: false } };
  const most = Math.max(1, ...lines.flatMap(({ values }) => [...values]));
  return new Plot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      padding: [8, 12, 0, 0],
      scales: {
        x: { time: false, range: [-0.25, places.length - 0.75] },
        y: { range: [0, most * 1.08] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          grid: { show: false },
          splits: self => [...namedIn(self.width)],
          values: (_, splits) => splits.map(at => places[at] ?? ''),
        },
        {
          ...axis,
          size: 48,
          grid: { stroke: grid, width: 1 },
          incrs: [
            1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8,
          ],
          values: (_, splits) => splits.map(number),
        },
      ],
      series: [{}, ...lines.map(line => seriesOf(line, colours, places.length))],
      hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? undefined)] },
    },
    [places.map((_, at) => at), ...lines.map(({ values }) => [...values])],
    host,
  );
}

function seriesOf({ colour, dash, isFilled }: Line, colours: Colours, places: number): Plot.Series {
  const stroke = colours.of(colour);
  return {
    stroke,
    width: 2,
    ...(dash && { dash }),
    ...(isFilled && { fill: stroke.replace(/^rgba?\((.+?)\)$/, 'rgba($1, 0.12)') }),
    // A line of few places is hard to see where it turns.
    points: { show: isFilled === true && places < 40, size: 5, fill: stroke },
  };
}

/** What custom properties stand for: a canvas knows none. */
class Colours {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  of(name: string): string {
    const before = this.#host.style.color;
    this.#host.style.color = `var(${name})`;
    const { color } = getComputedStyle(this.#host);
    this.#host.style.color = before;
    return color;
  }
}
