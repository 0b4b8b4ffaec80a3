import { resolve4, resolveCname } from 'node:dns/promises';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { certificateOf, validationOf } from '../certificate.ts';
import { table } from '../output/output.ts';
import { domainsOf } from '../preflight.ts';

/** What is asked of DNS. */
export interface Resolver {
  resolveCname(name: string): Promise<string[]>;
  resolve4(name: string): Promise<string[]>;
}

const SYSTEM: Resolver = { resolveCname, resolve4 };

/** A record that an operator has to make, and whether it is there. */
export interface DnsRecord {
  name: string;
  type: string;
  value: string;
  now: string;
}

/** The records that a stage's domains need; none where it goes by CloudFront's own names. Rejects with what AWS refuses. */
export async function dnsRecords(
  settings: StageSettings,
  outputs: Record<string, string>,
  resolver: Resolver = SYSTEM,
): Promise<DnsRecord[]> {
  const { LinksDistributionDomain = '', SiteDistributionDomain = '' } = outputs;
  const proofs =
    settings.certificateArn === '' ? [] : validationOf(await certificateOf(settings.certificateArn));
  const wanted = [
    ...domainsOf(settings).map(name => ({
      name,
      type: 'CNAME or alias',
      value: name === settings.siteDomain ? SiteDistributionDomain : LinksDistributionDomain,
    })),
    ...proofs.map(({ name, value }) => ({ name, type: 'CNAME', value })),
  ];
  return await Promise.all(wanted.map(async each => ({ ...each, now: await seen(each, resolver) })));
}

/** Records as a table. */
export const dnsTable = (records: readonly DnsRecord[], width?: number): string =>
  table(
    records,
    [
      { head: 'name', cell: ({ name }) => name },
      { head: 'type', cell: ({ type }) => type },
      { head: 'leads to', cell: ({ value }) => value },
      { head: 'now', cell: ({ now }) => now },
    ],
    width,
  );

const THERE = 'there';

/** Whether every name leads where it should. */
export const isComplete = (records: readonly DnsRecord[]): boolean =>
  records.every(({ now }) => now === THERE);

/** An alias record shows in addresses alone: such a name has some of its target's. */
async function seen({ name, value }: { name: string; value: string }, resolver: Resolver): Promise<string> {
  const none = (): string[] => [];
  const [cname] = await resolver.resolveCname(name).catch(none);
  if (cname !== undefined) return same(cname, value) ? THERE : `leads to ${cname}`;
  const own = await resolver.resolve4(name).catch(none);
  if (own.length === 0) return 'missing';
  const theirs = await resolver.resolve4(value).catch(none);
  return own.some(address => theirs.includes(address)) ? THERE : `leads to ${own.join(', ')}`;
}

const same = (one: string, other: string) =>
  one.replace(/\.$/, '').toLowerCase() === other.replace(/\.$/, '').toLowerCase();
