import { figure, table } from '../../core/text-table.ts';
import { billOf, type Line, totalOf, usedIn } from './bill.ts';
import { firstMet, LANDMARKS, type Met, metBy } from './limits.ts';
import { type Peer, peersOf } from './peers.ts';
import { PRICED_ON, PRICES, type Price } from './prices.ts';
import { type Month, VOLUMES, type Volumes } from './volumes.ts';

export interface Report {
  month: Month;
  pricedOn: string;
  /** US dollars of each service, dearest first. */
  services: { service: string; usd: number; share: number }[];
  lines: Line[];
  usd: number;
  peers: Peer[];
  limits: Met[];
  /** With nothing but so many redirects. */
  firstMet: { redirects: number; met: Met[] }[];
}

/** Everything that is told of a month. @param isFree whether AWS's monthly free amounts are deducted */
export function reportOf(month: Month, isFree: boolean): Report {
  const lines = billOf(usedIn(month), isFree);
  const usd = totalOf(lines);
  const services = [...new Set(lines.map(({ service }) => service))]
    .map(service => {
      const sum = totalOf(lines.filter(line => line.service === service));
      return { service, usd: sum, share: sum / usd };
    })
    .sort((a, b) => b.usd - a.usd);
  return {
    month,
    pricedOn: PRICED_ON,
    services,
    lines,
    usd,
    peers: peersOf(month),
    limits: metBy(month),
    firstMet: LANDMARKS.map(redirects => ({ redirects, met: firstMet(month, redirects) })),
  };
}

/** The report as text. @param isDetailed with each kind of use instead of services */
export function textOf(report: Report, isDetailed: boolean): string {
  return [
    `A month with ${volumesText(report.month.volumes)}`,
    `US dollars in us-east-1, prices of ${report.pricedOn}; calculated, not measured\n`,
    isDetailed ? linesText(report) : servicesText(report),
    peersText(report.peers),
    limitsText(report.limits),
    firstMetText(report),
  ].join('\n');
}

const volumesText = (volumes: Volumes) =>
  (Object.keys(VOLUMES) as (keyof Volumes)[])
    .filter(name => volumes[name] > 0)
    .map(name => `${short(volumes[name])} ${VOLUMES[name]}`)
    .join(', ');

const servicesText = ({ services, usd }: Report) =>
  table(
    ['service', 'USD', '%'],
    [
      ...services.map(({ service, usd: sum, share }) => [service, figure(sum, 2), figure(100 * share)]),
      ['all', figure(usd, 2), ''],
    ],
  );

const linesText = ({ lines, usd }: Report) =>
  table(
    ['', 'amount', 'of it free', 'USD'],
    [
      ...lines.map(({ service, unit, amount, free, usd: sum }) => [
        `${service}: ${unit}`,
        short(amount),
        free > 0 ? short(free) : '',
        figure(sum, 2),
      ]),
      ['all', '', '', figure(usd, 2)],
    ],
  );

function peersText(peers: readonly Peer[]): string {
  const rows = peers.map(({ name, plan, usd, note, read }) => [
    `${name}, ${plan}`,
    usd === undefined ? 'not published' : figure(usd, 2),
    `${read}  ${note}`,
  ]);
  return columns(['beside it', 'USD', 'read        what for'], rows);
}

const limitsText = (limits: readonly Met[]) =>
  columns(
    ['limits in the busiest second', '% used', 'what raises it'],
    limits.slice(0, 5).map(({ share, lift, ...met }) => [limitText(met), percent(share), lift]),
  );

const firstMetText = (report: Report) =>
  columns(
    ['redirects', '% used', 'which limit is met first, and what raises it'],
    report.firstMet.flatMap(({ redirects, met }) =>
      met.map((each, n) => [
        n === 0 ? short(redirects) : '',
        percent(each.share),
        `${limitText(each)} → ${each.lift}`,
      ]),
    ),
  );

const limitText = ({ name, limit, unit }: Pick<Met, 'name' | 'limit' | 'unit'>) =>
  `${name}: ${figure(limit)} ${unit}`;

const percent = (share: number) => (share < 0.01 ? '< 1' : figure(100 * share));

/** A table whose last column is text, to the left. */
function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.max(...[head, ...rows].map(row => row.at(-1)?.length ?? 0));
  const wide = (row: readonly string[]) =>
    row.map((cell, n) => (n === row.length - 1 ? cell.padEnd(width) : cell));
  const text = table(wide(head), rows.map(wide));
  return text.replace(/ +$/gm, '');
}

/** 300k, 100M, 1.5G. */
function short(amount: number): string {
  const [divisor, suffix] =
    amount >= 1e9 ? [1e9, 'G'] : amount >= 1e6 ? [1e6, 'M'] : amount >= 1e4 ? [1e3, 'k'] : [1, ''];
  return `${Number((amount / divisor).toPrecision(4)).toLocaleString('en')}${suffix}`;
}

/** Each price with its page, for whoever wants to check. */
export const pricesText = (): string =>
  columns(
    ['price, the next tier’s behind it', 'USD', 'for', 'free a month; page'],
    Object.values(PRICES).map(({ service, unit, tiers, free, source }: Price) => {
      const [factor, per] = perOf(unit, tiers[0]?.each ?? 0);
      return [
        `${service}: ${unit}`,
        tiers.map(({ each }) => Number((each * factor).toPrecision(6)).toString()).join(' / '),
        per,
        `${short(free)}; ${source}`,
      ];
    }),
  );

/** How many of a unit a price is told for. */
function perOf(unit: string, each: number): [factor: number, per: string] {
  if (unit.startsWith('bytes')) return [1e9, 'a GB'];
  return each < 1e-5 ? [1e6, 'a million'] : [1, 'each'];
}
