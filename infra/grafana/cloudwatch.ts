import {
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';

/** Which CloudWatch is chosen above the dashboard. */
export const CLOUDWATCH = { type: 'cloudwatch', uid: '$cloudwatch' };

/** All of Signpost, and all that CloudFront says of itself: infra/ has one stack. */
export const REGION = 'us-east-1';

export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  statistic: string;
  label: string;
  /** For expressions of the same panel. */
  id?: string;
  isHidden?: boolean;
  /** Seconds; without it, what fits on the screen. */
  period?: number;
  /** Several metrics to an expression even where one is chosen: of a single one SUM would make a number. */
  isSearch?: boolean;
}

/** A metric, or as many as its dimensions choose. */
export function metric({
  namespace,
  name,
  dimensions,
  statistic,
  label,
  isSearch,
  ...more
}: Metric): MetricsQueryBuilder {
  return query(label, more)
    .metricEditorMode(MetricEditorMode.Builder)
    .namespace(namespace)
    .metricName(name)
    .dimensions(dimensions)
    .matchExact(!isSearch)
    .statistic(statistic);
}

/** Metric math over what has an id in the same panel.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export const math = (
  expression: string,
  { label, ...more }: Pick<Metric, 'label' | 'id' | 'period'>,
): MetricsQueryBuilder =>
  query(label, more)
    .metricEditorMode(MetricEditorMode.Code)
    .statistic('Sum') // of no effect, and Grafana refuses a query without one
    .expression(expression);

function query(label: string, { id, isHidden, period }: Pick<Metric, 'id' | 'isHidden' | 'period'>) {
  return new MetricsQueryBuilder()
    .datasource(CLOUDWATCH)
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .region(REGION)
    .label(label)
    .id(id ?? '')
    .hide(isHidden ?? false)
    .period(period === undefined ? '' : String(period));
}

/** A series is called what one of its dimensions is.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
export const calledBy = (dimension: string): string => `\${PROP('Dim.${dimension}')}`;
