import { type Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { BY_EDGE, inAll, linesOf, most, overTime } from './loki.ts';
import { bars, figure, lines, ranking } from './panels.ts';
import { hosts, source } from './variables.ts';

const CRAWLERS = linesOf('client="crawler"');

const withResult = (results = '') =>
  `${CRAWLERS} | json result="result"${results && ` | result=~"${results}"`}`;
const withCode = `${CRAWLERS} | json code="status"`;
const withTime = `${CRAWLERS} | json took="tookMs" | unwrap took`;

/** Who came, and what became of them in short. */
const whoCame = () => [
  bars({
    title: 'Who came, by what for',
    description: 'By the User-Agent, which anybody can write.',
    width: 16,
    targets: [overTime(`sum by (category) (count_over_time(${CRAWLERS} [$__auto]))`, '{{category}}')],
  }),
  figure({
    title: 'Answered by the edge',
    description: 'The others went to the bucket or to the renderer.',
    unit: 'percentunit',
    width: 4,
    targets: [
      inAll(
        `sum(count_over_time(${withResult(BY_EDGE)} [$__range])) / sum(count_over_time(${CRAWLERS} [$__range]))`,
        'by the edge',
      ),
    ],
  }),
  figure({
    title: 'Told to come back',
    description: 'By 503: there was no snapshot, and none could be made in time.',
    width: 4,
    targets: [inAll(`sum(count_over_time(${withCode} | code="503" [$__range]))`, '503')],
  }),
  ranking({
    title: 'Crawlers',
    targets: [most(['crawler'], `${CRAWLERS} | crawler!=""`, 15)],
  }),
];

/** What they were answered, and from where. */
const whatTheyGot = () => [
  bars({
    title: 'Hit and miss',
    description: 'CloudFront’s x-edge-result-type. A miss is what the bucket or the renderer had to answer.',
    targets: [overTime(`sum by (result) (count_over_time(${withResult()} [$__auto]))`, '{{result}}')],
  }),
  bars({
    title: 'Statuses',
    targets: [overTime(`sum by (code) (count_over_time(${withCode} [$__auto]))`, '{{code}}')],
  }),
];

/** How long that took, and which pages are not well. */
const howFast = () => [
  lines({
    title: 'Time to answer',
    unit: 'ms',
    targets: [0.5, 0.95, 0.99].map(share =>
      overTime(`quantile_over_time(${share}, ${withTime} [$__auto]) by (source)`, `${share * 100} %`),
    ),
  }),
  ranking({
    title: 'Slow pages',
    description: 'The slowest answer of each page: most often the one for which it was rendered.',
    unit: 'ms',
    targets: [inAll(`topk(15, max_over_time(${withTime} [$__range]) by (host, path))`, '{{host}}{{path}}')],
  }),
  ranking({
    title: 'Pages that answered 4xx or 5xx',
    targets: [most(['host', 'path'], linesOf('client="crawler", status=~"4xx|5xx"'), 15)],
  }),
];

/** Who came for pages, what they got, and how long it took. */
export function crawlersDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('Signpost: crawlers and snapshots')
    .uid('signpost-crawlers')
    .tags(['signpost'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('5m')
    .withVariable(source('loki'))
    .withVariable(hosts('Site'));
  for (const panel of [...whoCame(), ...whatTheyGot(), ...howFast()]) dashboard.withPanel(panel);
  return dashboard.build();
}
