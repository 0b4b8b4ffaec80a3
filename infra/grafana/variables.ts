import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { CLOUDWATCH, REGION } from './cloudwatch.ts';
import { LOKI } from './loki.ts';

const ALL = { selected: true, text: ['All'], value: ['$__all'] };

/** Which of Grafana's data sources of a type is asked; there is often but one. */
export const source = (type: 'loki' | 'cloudwatch'): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder(type).label(type === 'loki' ? 'Loki' : 'CloudWatch').type(type);

/** The hosts that were asked: short domains, the site, or all. */
export const hosts = (label: string): QueryVariableBuilder =>
  new QueryVariableBuilder('host')
    .label(label)
    .datasource(LOKI)
    .query({
      refId: 'LokiVariableQueryEditor-VariableQuery',
      type: 1, // values of a label
      label: 'host',
      stream: '{source="cloudfront"}',
    })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current(ALL);

/** The stack's name: the service and the stage. CloudFormation makes names of it, and an end that nobody can know. */
export const stack = (): TextBoxVariableBuilder =>
  new TextBoxVariableBuilder('stack').label('Stack').defaultValue('signpost-prod');

interface Chosen {
  label: string;
  namespace: string;
  metricName: string;
  dimension: string;
  /** Which values; undefined: all, and they can be chosen above the dashboard. */
  regex?: string;
}

/** What a dimension of a metric is at present. */
export function values(name: string, { label, namespace, metricName, dimension, regex }: Chosen) {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(CLOUDWATCH)
    .query({
      refId: 'CloudWatchVariableQueryEditor-VariableQuery',
      queryType: 'dimensionValues',
      region: REGION,
      namespace,
      metricName,
      dimensionKey: dimension,
      dimensionFilters: {},
    })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current(ALL);
  return regex === undefined ? variable : variable.regex(regex).hide(VariableHide.HideVariable);
}
