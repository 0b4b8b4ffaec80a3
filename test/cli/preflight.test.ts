import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Finding } from '../../cli/finding.ts';
import { type Planned, preflight } from '../../cli/preflight.ts';
import { stackOutput } from '../../cli/stack.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import type { Template } from '../../local/template/template.ts';
import { type Answers, type Seen, standInForAws } from './aws-stand-in.ts';
import { signpostHere } from './commands.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const SETTINGS: StageSettings = {
  shortDomain: '',
  siteDomain: '',
  certificateArn: '',
  redirectConcurrency: 0,
  renderer: 'lambda',
  fargate: { image: '' },
  pageParameters: [],
  siteApiDomain: '',
  viewerRequest: 'lambda',
};
const DOMAINS = { shortDomain: 'go.example.com', siteDomain: 'www.example.com', certificateArn: CERTIFICATE };
const FARGATE = { renderer: 'fargate', fargate: { image: 'signpost-render:1' } } as const;

const refused = (code: string, message: string): [number, string] => [
  400,
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
];
const refusedJson = (code: string, message: string): [number, string] => [
  400,
  JSON.stringify({ __type: `com.amazonaws#${code}`, message }),
];
const json = (value: unknown): [number, string] => [200, JSON.stringify(value)];

const distributionOf = (id: string, comment: string, ...aliases: string[]) =>
  `<DistributionSummary><Id>${id}</Id><DomainName>${id.toLowerCase()}.cloudfront.net</DomainName><Aliases><Items>${aliases.map(name => `<CNAME>${name}</CNAME>`).join('')}</Items></Aliases><Comment>${comment}</Comment></DistributionSummary>`;

/** An account in which all is well. By service and action. */
const WELL: Record<string, (seen: Seen) => [number, string]> = {
  'sts GetCallerIdentity': () => [
    200,
    '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ops</Arn>',
  ],
  'acm DescribeCertificate': () =>
    json({
      Certificate: {
        Status: 'ISSUED',
        DomainName: 'example.com',
        SubjectAlternativeNames: ['example.com', '*.example.com'],
      },
    }),
  'cloudfront GET /2020-05-31/distribution': () => [200, distributionOf('E1', 'another', 'shop.example.com')],
  'servicequotas ListServiceQuotas': () =>
    json({ Quotas: [{ QuotaName: 'Web distributions per AWS account', Value: 500 }] }),
  'lambda GET /2016-08-19/account-settings/': () =>
    json({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } }),
  'lambda GET /2019-09-30/functions/signpost-prod-redirect/concurrency': () => [
    404,
    '{"__type":"ResourceNotFoundException"}',
  ],
  'iam GetRole': () => [200, '<Role/>'],
  'iam CreateServiceLinkedRole': () => [200, '<Role/>'],
  'secretsmanager DescribeSecret': () => json({ Name: 'signpost/web-risk' }),
  'ecr DescribeImages': () => json({ imageDetails: [{}] }),
  'logs DescribeLogGroups': () => json({ logGroups: [] }),
  'logs PutRetentionPolicy': () => [200, ''],
  'cloudformation DescribeStacks': () =>
    refused('ValidationError', 'Stack with id signpost-prod does not exist'),
};

const environment = { ...process.env };
let aws: Awaited<ReturnType<typeof standInForAws>>;
let other: Record<string, (seen: Seen) => [number, string]>;

beforeEach(async () => {
  other = {};
  const answers: Answers = seen => (other[nameOf(seen)] ?? WELL[nameOf(seen)])?.(seen);
  aws = await standInForAws(answers);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
});
afterEach(async () => {
  process.env = { ...environment };
  await aws.close();
});

const nameOf = ({ service, action }: Seen) => `${service} ${action}`;

async function look(settings: Partial<StageSettings> = {}, planned: Planned = {}): Promise<Finding[]> {
  const found: Finding[] = [];
  const all = { resolveCname: async () => [], ...planned };
  for await (const finding of preflight('prod', { ...SETTINGS, ...settings }, all)) found.push(finding);
  return found;
}
const not = (kind: Finding['kind'], found: Finding[]) => found.filter(finding => finding.kind !== kind);

test('where all is well, all is right, and nothing is changed', async () => {
  expect(
    not('right', await look({ ...DOMAINS, ...FARGATE, redirectConcurrency: 900, webRiskSecret: 'x' })),
  ).toEqual([]);
  expect(aws.seen.map(({ action }) => action).filter(action => /Create|Put/.test(action))).toEqual([]);
});

describe('the roles that ECS makes for itself in the middle of a first deploy', () => {
  const noRole = () => refused('NoSuchEntity', 'The role cannot be found.');

  test('are made when they are missing', async () => {
    other['iam GetRole'] = noRole;
    expect((await look(FARGATE)).filter(({ kind }) => kind === 'made')).toHaveLength(2);
    expect(
      aws.seen
        .filter(({ action }) => action === 'CreateServiceLinkedRole')
        .map(({ input }) => input.AWSServiceName),
    ).toEqual(['ecs.amazonaws.com', 'ecs.application-autoscaling.amazonaws.com']);
  });

  test('are asked for by the command that makes them, where one may not', async () => {
    other['iam GetRole'] = noRole;
    other['iam CreateServiceLinkedRole'] = () => refused('AccessDenied', 'no');
    expect((await look(FARGATE)).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com'),
    );
  });

  test('are no matter of a stage without a container', async () => {
    other['iam GetRole'] = noRole;
    await look();
    expect(aws.seen.map(({ service }) => service)).not.toContain('iam');
  });
});

test.each<
  [what: string, settings: Partial<StageSettings>, call: string, answer: [number, string], sentence: string]
>([
  [
    'a certificate that waits for its validation',
    DOMAINS,
    'acm DescribeCertificate',
    json({
      Certificate: {
        Status: 'PENDING_VALIDATION',
        DomainName: '*.example.com',
        DomainValidationOptions: [
          {
            DomainName: '*.example.com',
            ResourceRecord: { Name: '_a.example.com.', Type: 'CNAME', Value: '_b.acm-validations.aws.' },
          },
        ],
      },
    }),
    'the certificate is PENDING_VALIDATION. CloudFront takes it once it is ISSUED: finish its validation. DNS needs: _a.example.com CNAME _b.acm-validations.aws',
  ],
  [
    'a certificate of another Region',
    { ...DOMAINS, certificateArn: CERTIFICATE.replace('us-east-1', 'eu-central-1') },
    'acm DescribeCertificate',
    json({}),
    'the certificate is in eu-central-1, and CloudFront takes one of us-east-1 only',
  ],
  [
    'one that does not cover a further short domain',
    { ...DOMAINS, shortDomains: { 'go.example.org': {}, 'x.example.com': null } },
    'acm DescribeCertificate',
    json({ Certificate: { Status: 'ISSUED', DomainName: '*.example.com' } }),
    'the certificate is for *.example.com, and does not cover go.example.org.',
  ],
  [
    'a further short domain that another distribution has',
    { shortDomain: 'go.example.com', shortDomains: { 'go.example.org': {} } },
    'cloudfront GET /2020-05-31/distribution',
    [200, distributionOf('E2', 'another', 'go.example.org')],
    'go.example.org is an alias of the distribution E2.',
  ],
  [
    'one for one of the domains',
    DOMAINS,
    'acm DescribeCertificate',
    json({ Certificate: { Status: 'ISSUED', DomainName: 'www.example.com' } }),
    'the certificate is for www.example.com, and does not cover go.example.com.',
  ],
  [
    'a wildcard of another level',
    { ...DOMAINS, siteDomain: 'www.shop.example.com' },
    'acm DescribeCertificate',
    json({ Certificate: { Status: 'ISSUED', DomainName: '*.example.com' } }),
    'does not cover www.shop.example.com.',
  ],
  [
    'one that is not there',
    DOMAINS,
    'acm DescribeCertificate',
    refusedJson('ResourceNotFoundException', 'Could not find certificate'),
    'the certificate: Could not find certificate',
  ],
  [
    'a domain that another distribution has',
    DOMAINS,
    'cloudfront GET /2020-05-31/distribution',
    [200, distributionOf('EOLD', 'the old site', 'www.example.com')],
    'www.example.com is an alias of the distribution EOLD.',
  ],
  [
    'an account that has all distributions it may have',
    {},
    'servicequotas ListServiceQuotas',
    json({ Quotas: [{ QuotaName: 'Web distributions per AWS account', Value: 2 }] }),
    'this account may have 2 CloudFront distributions, and has 1; a stage takes two.',
  ],
  [
    'more concurrency than the account can reserve',
    { redirectConcurrency: 901 },
    'lambda GET /2016-08-19/account-settings/',
    json({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } }),
    'redirectConcurrency is 901, and this account can reserve 900 at most',
  ],
  [
    'any at all in a new account',
    { redirectConcurrency: 1 },
    'lambda GET /2016-08-19/account-settings/',
    json({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } }),
    'this account can reserve 0 at most',
  ],
  [
    'a secret that was not made',
    { webRiskSecret: 'signpost/web-risk' },
    'secretsmanager DescribeSecret',
    refusedJson('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.'),
    'the secret signpost/web-risk is not in this account in us-east-1.',
  ],
  [
    'a secret of Loki’s that was not made',
    { lokiSecret: 'signpost/loki' },
    'secretsmanager DescribeSecret',
    refusedJson('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.'),
    'the secret signpost/loki is not in this account in us-east-1.',
  ],
  [
    'a secret of a webhook’s that was not made',
    { webhooks: [{ url: 'https://example.com/hook', secret: 'signpost/webhook' }] },
    'secretsmanager DescribeSecret',
    refusedJson('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.'),
    'the secret signpost/webhook is not in this account in us-east-1.',
  ],
  [
    'an image that was not pushed',
    FARGATE,
    'ecr DescribeImages',
    refusedJson('ImageNotFoundException', 'no such tag'),
    'the image signpost-render:1 is not in this account',
  ],
  [
    'a repository that was not made',
    FARGATE,
    'ecr DescribeImages',
    refusedJson('RepositoryNotFoundException', 'no such repository'),
    'the image signpost-render:1 is not in this account',
  ],
])('%s is a problem', async (_, settings, call, answer, sentence) => {
  other[call] = () => answer;
  expect(not('right', await look(settings))).toEqual([
    { kind: 'problem', text: expect.stringContaining(sentence) },
  ]);
});

test('the distribution of this very stage may have its domains, and what it has reserved counts as free', async () => {
  other['cloudfront GET /2020-05-31/distribution'] = ({ input }) =>
    input.Marker === 'E1'
      ? [200, distributionOf('E2', 'signpost-prod site', 'www.example.com')]
      : [200, `<NextMarker>E1</NextMarker>${distributionOf('E1', 'another')}`];
  other['lambda GET /2016-08-19/account-settings/'] = () =>
    json({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 } });
  other['lambda GET /2019-09-30/functions/signpost-prod-redirect/concurrency'] = () =>
    json({ ReservedConcurrentExecutions: 900 });
  expect(not('right', await look({ ...DOMAINS, redirectConcurrency: 900 }))).toEqual([]);
});

test.each<[leads: string, kind: Finding['kind']]>([
  ['d9.cloudfront.net', 'unknown'],
  ['E1.cloudfront.net.', 'right'],
  ['shop.example.net', 'right'],
])('a domain that leads to %s today: %s', async (leads, kind) => {
  const found = await look(DOMAINS, {
    resolveCname: async name => (name === 'go.example.com' ? [leads] : []),
  });
  const own = found.filter(({ text }) => /another account|none of this account/.test(text));
  expect(own.map(each => each.kind)).toEqual([kind]);
});

test('what cannot be known of a new account is said', async () => {
  other['cloudfront GET /2020-05-31/distribution'] = () => [200, '<DistributionList/>'];
  other['lambda GET /2016-08-19/account-settings/'] = () =>
    json({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } });
  expect(not('right', await look())).toEqual([
    { kind: 'unknown', text: expect.stringContaining('must be verified, ask AWS Support') },
    { kind: 'unknown', text: expect.stringContaining('this account runs 10 Lambdas at once') },
  ]);
});

test('who may not look is told so, and may deploy all the same', async () => {
  for (const call of Object.keys(WELL))
    if (!call.startsWith('sts')) other[call] = () => refused('AccessDenied', 'not you');
  const found = await look({ ...DOMAINS, ...FARGATE, webRiskSecret: 'signpost/web-risk' });
  expect(not('unknown', found)).toEqual([expect.objectContaining({ kind: 'right' })]);
  expect(found).toHaveLength(12);
});

test('without credentials that are good nothing else is looked at', async () => {
  other['sts GetCallerIdentity'] = () => refused('InvalidClientTokenId', 'The security token is invalid.');
  expect(await look(DOMAINS)).toEqual([
    { kind: 'problem', text: 'the account: The security token is invalid.' },
  ]);
});

test('a shell without any credentials is told so, and how it gets some', async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    HOME: '/nobody',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(await look(DOMAINS)).toEqual([
    {
      kind: 'problem',
      text: expect.stringMatching(/^the account: your shell has no AWS credentials. `aws configure`/),
    },
  ]);
  expect(aws.seen).toEqual([]);
});

test('logs of edge functions expire in every Region where they run, and in no other stage', async () => {
  const prefix = '/aws/lambda/us-east-1.signpost-prod-';
  other['logs DescribeLogGroups'] = ({ region, input }) => {
    expect(input).toEqual({ logGroupNamePrefix: prefix });
    const own = { logGroupName: `${prefix}OriginResponse` };
    return json({
      logGroups: region.startsWith('eu-') ? [own, { logGroupName: `${prefix}Old`, retentionInDays: 7 }] : [],
    });
  };
  expect(not('right', await look())).toEqual([
    { kind: 'made', text: '5 log groups of edge functions expire after 30 days now' },
  ]);
  const set = aws.seen.filter(({ action }) => action === 'PutRetentionPolicy');
  expect(set.map(({ region }) => region).toSorted()).toEqual([
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
  ]);
  expect(set[0]?.input).toEqual({ logGroupName: `${prefix}OriginResponse`, retentionInDays: 30 });
});

describe('the stack that is there', () => {
  /** The link table, a queue and a function at the edge, as the packager would write them. */
  const template = (change: (resources: Template['Resources']) => unknown = () => undefined): Template => {
    const made: Template = {
      Parameters: { SiteDomain: { Type: 'String', Default: '' } },
      Conditions: { HasSiteDomain: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'SiteDomain' }, ''] }] } },
      Resources: {
        LinksTable: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          },
        },
        JobsQueue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'jobs']] },
            VisibilityTimeout: 180,
          },
        },
      },
    };
    change(made.Resources);
    return made;
  };
  const escaped = (text: string) =>
    text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`).replaceAll('{', '&#x7B;');
  /** What the registry knows of the types; https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html */
  const SCHEMAS: Record<string, unknown> = {
    'AWS::DynamoDB::Table': {
      createOnlyProperties: ['/properties/TableName'],
      conditionalCreateOnlyProperties: ['/properties/KeySchema'],
    },
    'AWS::SQS::Queue': { createOnlyProperties: ['/properties/QueueName', '/properties/FifoQueue'] },
  };
  const isThere = (was: Template, status = 'UPDATE_COMPLETE') => {
    other['cloudformation DescribeStacks'] = () => [200, `<StackStatus>${status}</StackStatus>`];
    other['cloudformation GetTemplate'] = () => [
      200,
      `<TemplateBody>${escaped(JSON.stringify(was))}</TemplateBody>`,
    ];
    other['cloudformation DescribeType'] = ({ input }) => [
      200,
      `<Schema>${escaped(JSON.stringify(SCHEMAS[input.TypeName as string]))}</Schema>`,
    ];
  };
  const table = (resources: Template['Resources']) => resources.LinksTable?.Properties ?? {};

  test.each<[string, (resources: Template['Resources']) => unknown, string[]]>([
    ['nothing differs', () => undefined, []],
    [
      'a property that can be changed',
      resources => Object.assign(table(resources), { BillingMode: 'PROVISIONED' }),
      [],
    ],
    ['a resource more', resources => Object.assign(resources, { More: { Type: 'AWS::SQS::Queue' } }), []],
    [
      'another key of the table',
      resources => Object.assign(table(resources), { KeySchema: [] }),
      [
        'LinksTable would be made anew: KeySchema can only be given at creation. If that is meant: --yes',
        'LinksTable would be lost, with what it holds: its policy is Delete. If that is meant: --yes',
      ],
    ],
    [
      'the table is gone',
      resources => void delete resources.LinksTable,
      ['LinksTable would be lost, with what it holds: its policy is Delete. If that is meant: --yes'],
    ],
    [
      'a resource that no stage without a domain has',
      resources => Object.assign(resources.JobsQueue ?? {}, { Condition: 'HasSiteDomain' }),
      [],
    ],
  ])('%s', async (_, change, problems) => {
    isThere(template());
    const found = not('right', await look({}, { packaged: template(change) }));
    expect(found).toEqual(problems.map(text => ({ kind: 'problem', text })));
  });

  test('what was said yes to is told, and is no problem', async () => {
    isThere(template());
    const packaged = template(resources => void delete resources.LinksTable);
    expect(not('right', await look({}, { packaged, accepted: true }))).toEqual([
      {
        kind: 'unknown',
        text: 'LinksTable would be lost, with what it holds: its policy is Delete (you said --yes)',
      },
    ]);
  });

  test('a name that is another resource’s already fails, whatever anybody says', async () => {
    isThere(template());
    const packaged = template(resources => {
      resources.OtherQueue = structuredClone(resources.JobsQueue) as Template['Resources'][string];
    });
    expect(not('right', await look({}, { packaged, accepted: true }))).toEqual([
      {
        kind: 'problem',
        text: expect.stringMatching(/^OtherQueue would fail: AWS::SQS::Queue "signpost-prod-jobs" is there/),
      },
    ]);
  });

  test.each<[status: string, sentence: string | undefined]>([
    ['CREATE_COMPLETE', undefined],
    ['UPDATE_ROLLBACK_COMPLETE', undefined],
    ['UPDATE_IN_PROGRESS', 'somebody deploys or removes it now'],
    ['ROLLBACK_COMPLETE', 'remove it first (npm run remove -- --stage prod)'],
    ['UPDATE_ROLLBACK_FAILED', 'continue-update-rollback'],
  ])('one that is %s', async (status, sentence) => {
    isThere(template(), status);
    const expected =
      sentence === undefined ? [] : [{ kind: 'problem', text: expect.stringContaining(sentence) }];
    expect(not('right', await look({}, { packaged: template() }))).toEqual(expected);
  });

  test('one whose template nobody can read stops, until somebody says yes', async () => {
    isThere(
      template(resources =>
        Object.assign(resources, { Odd: { Type: 'A::B::C', Properties: { x: { Ref: 'y' } } } }),
      ),
    );
    const kinds = async (accepted: boolean) =>
      not('right', await look({}, { packaged: template(), accepted })).map(({ kind }) => kind);
    expect([await kinds(false), await kinds(true)]).toEqual([['problem'], ['unknown']]);
  });

  test('without a package it is said to be there, and no more', async () => {
    isThere(template());
    expect((await look()).at(-1)).toEqual({
      kind: 'right',
      text: 'the stack signpost-prod is there (UPDATE_COMPLETE)',
    });
  });
});

describe('a stack’s output', () => {
  const member = (name: string, value: string) =>
    `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`;

  test('is found by its name', async () => {
    other['cloudformation DescribeStacks'] = ({ input }) => [
      200,
      `<Outputs>${member('Other', input.StackName as string)}${member('SiteBucketName', 'signpost-prod-sitebucket-x')}</Outputs>`,
    ];
    await expect(stackOutput('prod', 'SiteBucketName')).resolves.toBe('signpost-prod-sitebucket-x');
    await expect(stackOutput('prod', 'Nope')).rejects.toThrow('the stack signpost-prod has no output Nope');
  });

  test('of a stack that is not there is refused with a sentence', async () => {
    other['cloudformation DescribeStacks'] = () =>
      refused('ValidationError', 'Stack with id signpost-prod does not exist');
    await expect(stackOutput('prod', 'SiteBucketName')).rejects.toThrow(
      'there is no stack signpost-prod in us-east-1',
    );
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['cli/signpost.js', 'preflight', ...args], { env: process.env });

  test('prints a line for each finding, and succeeds when there is no problem', async () => {
    const { stdout } = await run('--stage', 'prod');
    expect(stdout).toMatch(
      /^ok {4}account 123456789012, as arn:aws:iam::123456789012:user\/ops\n(ok .*\n)+$/,
    );
  });

  test('fails when there is one', async () => {
    other['logs DescribeLogGroups'] = () => refusedJson('ServiceUnavailable', 'later');
    const print = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(await signpostHere('preflight', '--stage', 'prod')).toBe(1);
      expect(print.mock.calls.join('')).toContain('NO    the logs of edge functions: later\n');
      expect(await signpostHere('preflight', '--stage', 'prod', '--json')).toBe(1);
      expect(JSON.parse(String(print.mock.calls.at(-1)?.[0]))).toEqual(
        expect.objectContaining({ kind: expect.any(String), text: expect.any(String) }),
      );
    } finally {
      print.mockRestore();
    }
  });
});
