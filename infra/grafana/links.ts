import { type Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { inAll, linesOf, most, overTime } from './loki.ts';
import { bars, figure, lines, ranking } from './panels.ts';
import { hosts, source } from './variables.ts';

/** What is answered by a redirect. The site answers few, and its hosts need not be chosen. */
const followed = (client: string) => linesOf(`status="3xx", client="${client}"`);

/** Those who show a card are crawlers to a log's label: showsCard in core/crawlers/verdict.ts */
const CARDS = 'social|preview';

/** [what they are called, their lines] */
const CLIENTS: [legend: string, lines: string][] = [
  ['people', followed('person')],
  ['previews', `${followed('crawler')} | category=~"${CARDS}"`],
  ['crawlers', `${followed('crawler')} | category!~"${CARDS}"`],
  ['tools', followed('tool')],
];

/** Who follows. */
const howMany = () => [
  bars({
    title: 'Follows, by who',
    description:
      'Redirects, by the User-Agent. The API of clicks counts more strictly: no HEAD, no doubtful browser, nothing of a link that is over.',
    width: 16,
    targets: CLIENTS.map(([legend, of]) => overTime(`sum(count_over_time(${of} [$__auto]))`, legend)),
  }),
  figure({
    title: 'By people',
    width: 4,
    targets: [inAll(`sum(count_over_time(${followed('person')} [$__range]))`, 'people')],
  }),
  figure({
    title: 'By others',
    width: 4,
    targets: [
      inAll(`sum(count_over_time(${linesOf('status="3xx", client!="person"')} [$__range]))`, 'others'),
    ],
  }),
];

/** Of these the most, by what tells them apart. */
const whichOnes = () => [
  ranking({
    title: 'Domains',
    description: 'Follows by people.',
    targets: [most(['host'], followed('person'))],
  }),
  ranking({
    title: 'Links',
    description: 'Follows by people.',
    targets: [most(['host', 'path'], followed('person'))],
  }),
  ranking({
    title: 'Referrers',
    description: 'Without their query. Many apps send none.',
    targets: [most(['referrer'], `${followed('person')} | json referrer="referrer" | referrer!=""`)],
  }),
  ranking({
    title: 'Countries',
    description: 'Follows by people, where CloudFront knows it.',
    targets: [most(['country'], `${followed('person')} | country!=""`, 15)],
  }),
];

/** What they are answered, and how fast. */
const howWell = () => [
  bars({
    title: 'Statuses',
    description: 'Of all that is asked of these hosts; `none`: the client was gone before an answer.',
    targets: [overTime(`sum by (status) (count_over_time(${linesOf()} [$__auto]))`, '{{status}}')],
  }),
  lines({
    title: 'Time to follow',
    description: 'From the request’s first byte at the edge to the answer’s last.',
    unit: 'ms',
    targets: [0.5, 0.95].map(share =>
      overTime(
        `quantile_over_time(${share}, ${linesOf('status="3xx"')} | json took="tookMs" | unwrap took [$__auto]) by (source)`,
        `${share * 100} %`,
      ),
    ),
  }),
];

/** Who follows short links, from where, and how that goes. */
export function linksDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('Signpost: links')
    .uid('signpost-links')
    .tags(['signpost'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('5m')
    .withVariable(source('loki'))
    .withVariable(hosts('Short domains'));
  for (const panel of [...howMany(), ...whichOnes(), ...howWell()]) dashboard.withPanel(panel);
  return dashboard.build();
}
