import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dnsRecords, dnsTable, isComplete, type Resolver } from '../../cli/deploy/dns.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { standInForAws } from './aws-stand-in.ts';

const SETTINGS = {
  shortDomain: 'go.example.com',
  shortDomains: { 'go.example.org': null },
  siteDomain: 'www.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
} as unknown as StageSettings;
const OUTPUTS = {
  LinksDistributionDomain: 'd1.cloudfront.net',
  SiteDistributionDomain: 'd2.cloudfront.net',
};
const PROOF = { Name: '_a.example.com.', Type: 'CNAME', Value: '_b.acm-validations.aws.' };

/** What DNS has: a CNAME is a name, an alias shows in its addresses alone. */
const dns = (zone: Record<string, string | string[]>): Resolver => ({
  resolveCname: async name => {
    const found = zone[name];
    if (typeof found !== 'string') throw new Error('ENODATA');
    return [found];
  },
  resolve4: async name => {
    const found = zone[name];
    if (!Array.isArray(found)) throw new Error('ENODATA');
    return found;
  },
});

const environment = { ...process.env };
let aws: Awaited<ReturnType<typeof standInForAws>>;
beforeEach(async () => {
  const answer = JSON.stringify({
    // A wildcard and its own domain are proved by the same record.
    Certificate: {
      Status: 'ISSUED',
      DomainName: 'x',
      DomainValidationOptions: [{ ResourceRecord: PROOF }, { ResourceRecord: PROOF }],
    },
  });
  aws = await standInForAws(({ action }) => (action === 'DescribeCertificate' ? [200, answer] : undefined));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
});
afterEach(async () => {
  process.env = { ...environment };
  await aws.close();
});

const ADDRESSES = { 'd1.cloudfront.net': ['192.0.2.1', '192.0.2.2'], 'd2.cloudfront.net': ['192.0.2.3'] };

test('each domain leads to its distribution, and the certificate is proved', async () => {
  const records = await dnsRecords(SETTINGS, OUTPUTS, dns({}));
  expect(dnsTable(records)).toBe(
    [
      'NAME             TYPE            LEADS TO                NOW\n',
      'go.example.com   CNAME or alias  d1.cloudfront.net       missing\n',
      'go.example.org   CNAME or alias  d1.cloudfront.net       missing\n',
      'www.example.com  CNAME or alias  d2.cloudfront.net       missing\n',
      '_a.example.com   CNAME           _b.acm-validations.aws  missing\n',
    ].join(''),
  );
  expect(isComplete(records)).toBe(false);
});

test('a stage that goes by CloudFront’s own names needs none', async () => {
  const none = { ...SETTINGS, shortDomain: '', shortDomains: null, siteDomain: '', certificateArn: '' };
  expect(await dnsRecords(none, OUTPUTS, dns({}))).toEqual([]);
});

describe('what DNS says now', () => {
  test.each<[what: string, own: string | string[], now: string]>([
    ['a CNAME', 'd2.cloudfront.net', 'there'],
    ['a CNAME with capitals and a dot', 'D2.CloudFront.net.', 'there'],
    ['an alias record', ['192.0.2.3'], 'there'],
    ['the old server', ['198.51.100.7'], 'leads to 198.51.100.7'],
    ['the other distribution', 'd1.cloudfront.net', 'leads to d1.cloudfront.net'],
  ])('%s: %j is %s', async (_, own, now) => {
    const records = await dnsRecords(SETTINGS, OUTPUTS, dns({ ...ADDRESSES, 'www.example.com': own }));
    expect(records.find(({ name }) => name === 'www.example.com')?.now).toBe(now);
  });

  test('all of them there is all there is to do', async () => {
    const zone = {
      ...ADDRESSES,
      'go.example.com': 'd1.cloudfront.net',
      'go.example.org': ['192.0.2.2'],
      'www.example.com': 'd2.cloudfront.net',
      '_a.example.com': '_b.acm-validations.aws',
    };
    expect(isComplete(await dnsRecords(SETTINGS, OUTPUTS, dns(zone)))).toBe(true);
  });
});
