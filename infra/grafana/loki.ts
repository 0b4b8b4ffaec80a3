import { DataqueryBuilder, LokiQueryType } from '@grafana/grafana-foundation-sdk/loki';

/** Which Loki is chosen above the dashboard. */
export const LOKI = { type: 'loki', uid: '$loki' };

/** Lines of the hosts that are chosen above the dashboard. Labels and names: core/loki/line.ts */
export const linesOf = (matchers = ''): string =>
  `{source="cloudfront", host=~"$host"${matchers && `, ${matchers}`}}`;

/** By LogQL, over time. Its range `$__auto` is as wide as a step, so no line is counted twice. */
export const overTime = (expr: string, legend: string): DataqueryBuilder =>
  query(expr, LokiQueryType.Range, legend);

/** By LogQL, of the whole time that is shown: the range `$__range`. */
export const inAll = (expr: string, legend: string): DataqueryBuilder =>
  query(expr, LokiQueryType.Instant, legend);

function query(expr: string, type: LokiQueryType, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(LOKI).expr(expr).queryType(type).legendFormat(legend);
}
