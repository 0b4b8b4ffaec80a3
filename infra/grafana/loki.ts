import { DataqueryBuilder, LokiQueryType } from '@grafana/grafana-foundation-sdk/loki';

/** Which Loki is chosen above the dashboard. */
export const LOKI = { type: 'loki', uid: '$loki' };

/** Lines of the hosts that are chosen above the dashboard. Labels and names: core/loki/line.ts */
export const linesOf = (matchers = ''): string =>
  `{source="cloudfront", host=~"$host"${matchers && `, ${matchers}`}}`;

/** Answered by the edge itself: what it had, or had asked its origin whether it is still right.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export const BY_EDGE = 'Hit|RefreshHit|OriginShieldHit';

/** By LogQL, over time. Its range `$__auto` is as wide as a step, so no line is counted twice. */
export const overTime = (expr: string, legend: string): DataqueryBuilder =>
  query(expr, LokiQueryType.Range, legend);

/** By LogQL, of the whole time that is shown: the range `$__range`. */
export const inAll = (expr: string, legend: string): DataqueryBuilder =>
  query(expr, LokiQueryType.Instant, legend);

/** Of which there are the most lines, by labels and names of them. */
export const most = (by: readonly string[], lines: string, count = 10): DataqueryBuilder =>
  inAll(
    `topk(${count}, sum by (${by.join(', ')}) (count_over_time(${lines} [$__range])))`,
    by.map(name => `{{${name}}}`).join(''),
  );

function query(expr: string, type: LokiQueryType, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(LOKI).expr(expr).queryType(type).legendFormat(legend);
}
