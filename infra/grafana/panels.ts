import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** A query that is not yet told from the others of its panel. */
export interface Target extends Builder<Dataquery> {
  refId(refId: string): this;
}

interface Shown {
  title: string;
  /** What a reader might take it for and it is not. */
  description?: string;
  /** As Grafana calls it: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  unit?: string;
  /** Of the 24 columns of a dashboard; a third without it. */
  width?: number;
  targets: readonly Target[];
}

const HEIGHT = 8;
const WIDTH = 8;

/** What all kinds of panels have. */
interface AnyPanel extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(columns: number): this;
  height(rows: number): this;
  withTarget(target: Builder<Dataquery>): this;
}

function filled<Kind extends AnyPanel>(
  panel: Kind,
  { title, description, unit, width, targets }: Shown,
): Kind {
  panel
    .title(title)
    .description(description ?? '')
    .unit(unit ?? 'short')
    .span(width ?? WIDTH)
    .height(HEIGHT);
  for (const [at, target] of targets.entries()) panel.withTarget(target.refId(refIdOf(at)));
  return panel;
}

/** A, B, … Z, AA, AB: as Grafana itself goes on. */
function refIdOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : `${refIdOf(Math.floor(at / 26) - 1)}${letter}`;
}

const legend = () =>
  new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom);

/** A value over time: of what is not summed up, such as a time or a share. */
export const lines = (shown: Shown): timeseries.PanelBuilder =>
  filled(new timeseries.PanelBuilder(), shown).legend(legend()).min(0).lineWidth(1).fillOpacity(5);

/** Counts over time, one upon the other: of what is summed up. */
export const bars = (shown: Shown): timeseries.PanelBuilder =>
  filled(new timeseries.PanelBuilder(), shown)
    .legend(legend())
    .min(0)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(70)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

const last = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

/** The most first, of the whole time that is shown. */
export const ranking = (shown: Shown): bargauge.PanelBuilder =>
  filled(new bargauge.PanelBuilder(), shown)
    .reduceOptions(last())
    .orientation(VizOrientation.Horizontal)
    .min(0);

/** One number, of the whole time that is shown. */
export const figure = (shown: Shown): stat.PanelBuilder =>
  filled(new stat.PanelBuilder(), { width: 4, ...shown })
    .noValue('none')
    .reduceOptions(last());
