import type { Reading } from '../../core/imports/read.ts';
import { plain } from '../../core/imports/record.ts';
import type { ImportOptions } from '../../core/imports/run/plan.ts';
import type { Tally } from '../../core/imports/run/tally.ts';
import { harmless } from '../../core/terminal.ts';

interface Around {
  reading: Pick<Reading, 'service' | 'counts'>;
  file: string;
  isReal: boolean;
  options: ImportOptions;
}

/** The same for machines. */
export const countsOf = (
  { left, hosts, ...counts }: Tally,
  { reading, file, isReal }: Omit<Around, 'options'>,
) => ({
  file,
  service: reading.service.name,
  isApplied: isReal,
  ...counts,
  left: Object.fromEntries(left),
  hosts: Object.fromEntries(hosts),
});

/** What came of a file, or would, in words. */
export function summary(tally: Tally, { reading, file, isReal, options }: Around): string {
  const { service, counts } = reading;
  const { rows, made, there, renamed, taken, wrong, other, left } = tally;
  const line = (number: number, text: string) =>
    number > 0 ? [`  ${String(number).padStart(7)} ${text}`] : [];
  const stay = [...left].filter(([column]) => isCounted(column, service.counted)).map(([column]) => column);
  const unknown = [...left].filter(([column]) => !isCounted(column, service.counted));
  return [
    `${rows} ${counts === 'line' ? 'rows' : 'entries'} of ${harmless(file)}, an export of ${service.name}`,
    ...line(made, isReal ? 'links made' : 'links would be made'),
    ...line(there, 'are there already'),
    ...line(renamed, `of these under another slug, as theirs is taken`),
    ...line(taken, `${isReal ? 'left out' : 'would be left out'}: their slugs are other links’`),
    ...line(wrong, `${isReal ? 'left out' : 'would be left out'}: they are wrong`),
    ...line(other, `of another host than ${options.only}`),
    ...hostsLine(tally, options),
    ...(stay.length > 0 ? [`  stay behind: ${stay.map(harmless).join(', ')}`] : []),
    ...unknown.map(([column, count]) => `  not taken over: ${harmless(column)} (in ${count} rows)`),
    ...(isReal ? [] : ['Nothing was written. --apply makes the links.']),
    '',
  ].join('\n');
}

/** Links of several hosts are all made on one domain: somebody may have meant one of them. */
function hostsLine({ hosts }: Tally, { only }: ImportOptions): string[] {
  if (only !== undefined || hosts.size < 2) return [];
  const most = [...hosts].sort(([, one], [, other]) => other - one).slice(0, MOST_HOSTS);
  const named = most.map(([host, count]) => `${harmless(host)} (${count})`);
  const more = hosts.size > MOST_HOSTS ? ` and ${hosts.size - MOST_HOSTS} more` : '';
  return [`  they are of several hosts there: ${named.join(', ')}${more}; --only takes one`];
}

const MOST_HOSTS = 5;

const isCounted = (column: string, counted: readonly string[]) =>
  counted.some(name => plain(name) === plain(column));
