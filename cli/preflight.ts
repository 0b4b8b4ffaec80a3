import { resolveCname as systemResolve } from 'node:dns/promises';
import type { StageSettings } from '../infra/edge-settings.ts';
import type { Template } from '../local/template/template.ts';
import { AwsRefusal, callAws, jsonAws, queryAws, REGION, tagOf } from './aws.ts';
import { certificateOf, validationOf } from './certificate.ts';
import { type Finding, made, problem, right, unknown } from './finding.ts';
import {
  distributionQuota,
  distributions,
  type ResolveCname,
  strangeAliases,
} from './preflight-cloudfront.ts';
import { stackFindings } from './preflight-stack.ts';
import { stackOf } from './stack.ts';

const ENABLED_EVERYWHERE =
  'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2';
/** The Regions that every account has; an edge function runs, and logs, in those of them that are near its visitors. */
const REGIONS = ENABLED_EVERYWHERE.split(' ');
const EDGE_LOG_DAYS = 30;

/** What a preflight looks at besides the account. */
export interface Planned {
  /** What would be deployed, where it is packaged already. */
  packaged?: Template | undefined;
  resolveCname?: ResolveCname | undefined;
  /** Somebody has said yes to what the stack would lose. */
  accepted?: boolean | undefined;
}

/**
 * What a deploy of a stage would meet in this account. Makes the service-linked roles it needs, and has edge functions' old logs
 * expire; changes nothing else.
 */
export async function* preflight(
  stage: string,
  settings: StageSettings,
  { packaged, accepted = false, resolveCname = systemResolve }: Planned = {},
): AsyncGenerator<Finding> {
  const account = await looked('the account', accountOf);
  yield account;
  if (account.kind !== 'right') return;
  if (settings.certificateArn !== '') yield await looked('the certificate', () => certificate(settings));
  yield await looked('CloudFront', () => distributions(stage, domainsOf(settings)));
  const domains = domainsOf(settings);
  if (domains.length > 0) yield await looked('the domains', () => strangeAliases(domains, resolveCname));
  yield await looked('the quota of distributions', () => distributionQuota(stage));
  const { webRiskSecret, lokiSecret, webhooks } = settings;
  if (webRiskSecret) yield await looked('the secret of Web Risk', () => secret(webRiskSecret));
  if (lokiSecret) yield await looked('the secret of Loki', () => secret(lokiSecret));
  const secrets = (webhooks ?? []).flatMap(({ secret, formerSecret }) => [secret, formerSecret ?? secret]);
  for (const name of new Set(secrets)) yield await looked('the secret of a webhook', () => secret(name));
  yield await looked('the concurrency of Lambdas', () => concurrency(stage, settings));
  if (settings.renderer === 'fargate') {
    for (const role of SERVICE_ROLES) yield await looked(role.name, () => serviceRole(role));
    yield await looked('the image', () => image(settings.fargate.image));
  }
  yield await looked('the logs of edge functions', () => edgeLogs(stage));
  yield* await lookedAtAll('the stack', () => stackFindings(stage, packaged, accepted));
}

async function looked(what: string, look: () => Promise<Finding>): Promise<Finding> {
  const [finding] = await lookedAtAll(what, async () => [await look()]);
  return finding as Finding;
}

/** Who may deploy need not be let see everything. */
async function lookedAtAll(what: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof AwsRefusal && /AccessDenied|NotAuthorized|Unauthorized/.test(error.code))
      return [unknown(`${what}: you may not look (${error.message})`)];
    return [problem(`${what}: ${error instanceof Error ? error.message : error}`)];
  }
}

/** Without any credentials the library speaks of its providers. */
async function accountOf(): Promise<Finding> {
  const xml = await queryAws('sts', '2011-06-15', { Action: 'GetCallerIdentity' }).catch(error => {
    throw error instanceof Error && error.name === 'CredentialsProviderError'
      ? new Error(
          'your shell has no AWS credentials. `aws configure`, or AWS_PROFILE, gives it some; `aws sts get-caller-identity` says whose they are.',
        )
      : error;
  });
  return right(`account ${tagOf(xml, 'Account')}, as ${tagOf(xml, 'Arn')}`);
}

async function certificate({ certificateArn, ...settings }: StageSettings): Promise<Finding> {
  const region = certificateArn.split(':')[3];
  if (region !== REGION)
    return problem(
      `the certificate is in ${region}, and CloudFront takes one of ${REGION} only: request it there (docs/deploy.md says how).`,
    );
  const found = await certificateOf(certificateArn);
  if (found.Status !== 'ISSUED')
    return problem(
      [
        `the certificate is ${found.Status}. CloudFront takes it once it is ISSUED: finish its validation.`,
        ...validationOf(found).map(({ name, value }) => `DNS needs: ${name} CNAME ${value}`),
      ].join(' '),
    );
  const names = [found.DomainName, ...(found.SubjectAlternativeNames ?? [])];
  const bare = domainsOf(settings).filter(domain => !names.some(name => covers(name, domain)));
  if (bare.length > 0)
    return problem(`the certificate is for ${names.join(', ')}, and does not cover ${bare.join(' and ')}.`);
  return right('the certificate is issued and covers the domains');
}

/** All names that the two distributions get. */
export const domainsOf = ({
  shortDomain,
  shortDomains,
  siteDomain,
}: Pick<StageSettings, 'shortDomain' | 'shortDomains' | 'siteDomain'>): string[] =>
  [shortDomain, ...Object.keys(shortDomains ?? {}), siteDomain].filter(domain => domain !== '');

/** A wildcard stands for one label. https://www.rfc-editor.org/rfc/rfc6125#section-6.4.3 */
function covers(name: string, domain: string): boolean {
  return name === domain || (name.startsWith('*.') && domain.replace(/^[^.]+/, '*') === name);
}

/** CloudFormation looks for it when the distributions are made. */
async function secret(SecretId: string): Promise<Finding> {
  try {
    await jsonAws('secretsmanager', 'secretsmanager.DescribeSecret', { SecretId });
    return right(`the secret ${SecretId} is there`);
  } catch (error) {
    if (!(error instanceof AwsRefusal) || error.code !== 'ResourceNotFoundException') throw error;
    return problem(
      `the secret ${SecretId} is not in this account in us-east-1. Make it first: docs/deploy.md says how.`,
    );
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html#reserved-and-unreserved */
const LEFT_FOR_ALL = 100;

async function concurrency(stage: string, { redirectConcurrency }: StageSettings): Promise<Finding> {
  const path = '/2016-08-19/account-settings/';
  const { AccountLimit } = JSON.parse(await callAws({ service: 'lambda', method: 'GET', path })) as {
    AccountLimit: { ConcurrentExecutions: number; UnreservedConcurrentExecutions: number };
  };
  const { ConcurrentExecutions: all, UnreservedConcurrentExecutions: free } = AccountLimit;
  const most = free + (await reservedAlready(stage)) - LEFT_FOR_ALL;
  if (redirectConcurrency > Math.max(0, most))
    return problem(
      `redirectConcurrency is ${redirectConcurrency}, and this account can reserve ${Math.max(0, most)} at most: AWS keeps ${LEFT_FOR_ALL} for all functions. Lower it, or ask for a higher quota of concurrent executions.`,
    );
  return all < LEFT_FOR_ALL
    ? unknown(
        `this account runs ${all} Lambdas at once, and rendering alone takes five: ask for a higher quota of concurrent executions before crawlers come.`,
      )
    : right(`this account runs ${all} Lambdas at once`);
}

async function reservedAlready(stage: string): Promise<number> {
  const path = `/2019-09-30/functions/${stackOf(stage)}-redirect/concurrency`;
  const text = await callAws({ service: 'lambda', method: 'GET', path }).catch(error => {
    if (error instanceof AwsRefusal && error.status === 404) return '{}';
    throw error;
  });
  return JSON.parse(text).ReservedConcurrentExecutions ?? 0;
}

/** Made by the first service that needs them, and in the first deploy too late: CreateCluster fails, and goes on the second time. */
const SERVICE_ROLES = [
  { name: 'AWSServiceRoleForECS', service: 'ecs.amazonaws.com' },
  {
    name: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
    service: 'ecs.application-autoscaling.amazonaws.com',
  },
];

async function serviceRole({ name, service }: { name: string; service: string }): Promise<Finding> {
  const isMissing = await queryAws('iam', '2010-05-08', { Action: 'GetRole', RoleName: name }).then(
    () => false,
    error => {
      if (error instanceof AwsRefusal && error.code === 'NoSuchEntity') return true;
      throw error;
    },
  );
  if (!isMissing) return right(`the role ${name} is there`);
  try {
    await queryAws('iam', '2010-05-08', { Action: 'CreateServiceLinkedRole', AWSServiceName: service });
    return made(`the role ${name}, without which the first deploy of a container fails`);
  } catch (error) {
    if (!(error instanceof AwsRefusal)) throw error;
    return problem(
      `the role ${name} is missing, and could not be made (${error.message}). Somebody who may has to run: aws iam create-service-linked-role --aws-service-name ${service}`,
    );
  }
}

async function image(name: string): Promise<Finding> {
  const [repositoryName, imageTag] = name.split(':');
  const input = { repositoryName, imageIds: [{ imageTag }] };
  try {
    await jsonAws('ecr', 'AmazonEC2ContainerRegistry_V20150921.DescribeImages', input);
    return right(`the image ${name} is there`);
  } catch (error) {
    if (!(error instanceof AwsRefusal) || !/^(Repository|Image)NotFound/.test(error.code)) throw error;
    return problem(
      `the image ${name} is not in this account's ECR in us-east-1. Push it first: docs/deploy.md says how.`,
    );
  }
}

interface LogGroup {
  logGroupName: string;
  retentionInDays?: number;
}

/** An edge function makes a group of its own in each Region where it runs, and those never expire. */
async function edgeLogs(stage: string): Promise<Finding> {
  const logGroupNamePrefix = `/aws/lambda/us-east-1.${stackOf(stage)}-`;
  const done = await Promise.all(
    REGIONS.map(async region => {
      const { logGroups } = await jsonAws<{ logGroups: LogGroup[] }>(
        'logs',
        'Logs_20140328.DescribeLogGroups',
        { logGroupNamePrefix },
        region,
      );
      const endless = logGroups.filter(({ retentionInDays }) => retentionInDays === undefined);
      for (const { logGroupName } of endless)
        await jsonAws(
          'logs',
          'Logs_20140328.PutRetentionPolicy',
          { logGroupName, retentionInDays: EDGE_LOG_DAYS },
          region,
        );
      return endless.length;
    }),
  );
  const count = done.reduce((sum, own) => sum + own, 0);
  return count > 0
    ? made(`${count} log groups of edge functions expire after ${EDGE_LOG_DAYS} days now`)
    : right('the logs of edge functions expire, or there are none');
}
