import { callAws, jsonAws, tagOf } from './aws.ts';
import { type Finding, problem, right, unknown } from './finding.ts';
import { stackOf } from './stack.ts';

/** A new account must be verified before its first distribution, and nothing but the deploy says whether it is. */
export async function distributions(stage: string, domains: readonly string[]): Promise<Finding> {
  const found = await listDistributions();
  const strangers = found.filter(({ comment }) => !isOf(stage, comment));
  for (const domain of domains) {
    const owner = strangers.find(({ aliases }) => aliases.includes(domain));
    if (owner)
      return problem(
        `${domain} is an alias of the distribution ${owner.id}. One alias can belong to one only: take it off there first.`,
      );
  }
  return found.length > 0
    ? right('CloudFront has distributions of this account already')
    : unknown(
        'CloudFront has no distribution of this account yet. If the deploy says that the account must be verified, ask AWS Support to verify it for CloudFront, and deploy again.',
      );
}

/** Who answers for a name in DNS, such as `resolveCname` of node:dns/promises. */
export type ResolveCname = (name: string) => Promise<string[]>;

/**
 * Domains that lead to a distribution of nobody in this account: an alias of another account’s, which AWS does not name, and which
 * would stop the deploy.
 */
export async function strangeAliases(
  domains: readonly string[],
  resolveCname: ResolveCname,
): Promise<Finding> {
  const own = (await listDistributions()).map(({ domainName }) => domainName);
  const strange: string[] = [];
  for (const domain of domains) {
    const [target = ''] = await resolveCname(domain).catch((): string[] => []);
    const name = target.replace(/\.$/, '').toLowerCase();
    if (name.endsWith('.cloudfront.net') && !own.includes(name)) strange.push(`${domain} leads to ${name}`);
  }
  return strange.length === 0
    ? right('no domain leads to a distribution of another account')
    : unknown(
        `${strange.join(', and ')}, which is none of this account’s. If the domain is an alias of it, the deploy fails until it is taken off there.`,
      );
}

const isOf = (stage: string, comment: string) => comment.startsWith(`${stackOf(stage)} `);

/** The short domain's and the site's. */
const FOR_A_STAGE = 2;

/** Whether the account may have two more; a stage that is there has its own. https://docs.aws.amazon.com/general/latest/gr/cf_region.html */
export async function distributionQuota(stage: string): Promise<Finding> {
  interface Listed {
    Quotas: { QuotaName: string; Value: number }[];
  }
  const found = await listDistributions();
  if (found.some(({ comment }) => isOf(stage, comment))) return right('the stage has its distributions');
  const target = 'ServiceQuotasV20190624.ListServiceQuotas';
  const { Quotas } = await jsonAws<Listed>('servicequotas', target, {
    ServiceCode: 'cloudfront',
    MaxResults: 100,
  });
  const most = Quotas.find(({ QuotaName }) => /^(web )?distributions per /i.test(QuotaName))?.Value;
  if (most === undefined) return unknown('AWS does not say how many distributions this account may have');
  return found.length + FOR_A_STAGE > most
    ? problem(
        `this account may have ${most} CloudFront distributions, and has ${found.length}; a stage takes two. Ask for a higher quota.`,
      )
    : right(`this account may have ${most} CloudFront distributions, and has ${found.length}`);
}

interface Distribution {
  id: string;
  comment: string;
  domainName: string;
  aliases: string[];
}

async function listDistributions(): Promise<Distribution[]> {
  const found: Distribution[] = [];
  for (let marker: string | undefined = ''; marker !== undefined; ) {
    const query = new URLSearchParams({ MaxItems: '100', ...(marker && { Marker: marker }) });
    const xml: string = await callAws({
      service: 'cloudfront',
      method: 'GET',
      path: `/2020-05-31/distribution?${query}`,
    });
    for (const part of xml.split('<DistributionSummary>').slice(1))
      found.push({
        id: tagOf(part, 'Id') ?? '',
        comment: tagOf(part, 'Comment') ?? '',
        domainName: tagOf(part, 'DomainName') ?? '',
        aliases: [...part.matchAll(/<CNAME>([^<]*)<\/CNAME>/g)].map(([, name = '']) => name),
      });
    marker = tagOf(xml, 'NextMarker');
  }
  return found;
}
