import { beforeAll, describe, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { ResourceDeclaration, Template } from '../../local/template/template.ts';

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
}, 300_000);

const resource = (id: string): ResourceDeclaration => template.Resources[id] ?? { Type: 'none' };
const propertiesOf = (id: string) => resource(id).Properties ?? {};
const allOf = (type: string) =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
const statementsOf = (id: string) =>
  (propertiesOf(id).PolicyDocument as { Statement: { Sid?: string; Principal?: unknown }[] }).Statement;

const SOURCES = { LinksLogs: 'Links', SiteLogs: 'Site' };
const DELIVERIES = { LinksLogsDelivery: 'LinksLogs', SiteLogsDelivery: 'SiteLogs' };

describe('CloudFront’s logs', () => {
  test('are of every distribution, each with one source and one delivery', () => {
    expect(allOf('AWS::CloudFront::Distribution').sort()).toEqual(Object.values(SOURCES).sort());
    expect(allOf('AWS::Logs::DeliverySource').sort()).toEqual(Object.keys(SOURCES).sort());
    for (const [id, distribution] of Object.entries(SOURCES))
      expect(propertiesOf(id)).toMatchObject({
        LogType: 'ACCESS_LOGS',
        ResourceArn: { 'Fn::Sub': expect.stringMatching(`:distribution/\\$\\{${distribution}\\}$`) },
      });
    expect(allOf('AWS::Logs::Delivery').sort()).toEqual(Object.keys(DELIVERIES).sort());
    for (const [id, source] of Object.entries(DELIVERIES))
      expect(propertiesOf(id)).toMatchObject({
        DeliverySourceName: { Ref: source },
        DeliveryDestinationArn: { 'Fn::GetAtt': ['LogsDestination', 'Arn'] },
        S3SuffixPath: '{DistributionId}/{yyyy}/{MM}/{dd}/{HH}',
        S3EnableHiveCompatiblePath: false,
      });
  });

  // What a reader of logs makes an entry of, and nothing of a person that it does not need.
  test('have what is read, and no cookie and no further address', () => {
    const fields = Object.keys(DELIVERIES).map(id => propertiesOf(id).RecordFields as string[]);
    expect(fields[0]).toEqual(fields[1]);
    expect(fields[0]).toEqual(
      expect.arrayContaining([
        ...['date', 'time', 'timestamp(ms)', 'x-edge-request-id', 'x-edge-result-type', 'x-host-header'],
        ...['c-ip', 'c-country', 'cs-method', 'cs-uri-stem', 'cs-uri-query', 'cs(Referer)', 'cs(User-Agent)'],
        ...['sc-status', 'sc-content-type', 'sc-bytes', 'time-taken'],
      ]),
    );
    expect(fields[0]?.filter(field => /cookie|forwarded|cs-headers|cs-accept/i.test(field))).toEqual([]);
    expect(new Set(fields[0]).size).toBe(fields[0]?.length);
  });

  test('go where the bucket takes them, tells of them and lets the function read: to one folder', () => {
    const folder = 'cloudfront';
    expect(propertiesOf('LogsDestination')).toMatchObject({
      DestinationResourceArn: { 'Fn::Sub': `\${LogsBucket.Arn}/${folder}` },
      OutputFormat: 'json',
    });
    expect(propertiesOf('LogsBucket').NotificationConfiguration).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: `${folder}/` }] } },
          Queue: { 'Fn::GetAtt': ['LogsQueue', 'Arn'] },
        },
      ],
    });
    expect(JSON.stringify(propertiesOf('LogsRole').Policies)).toContain(
      `{"Action":["s3:GetObject"],"Resource":{"Fn::Sub":"\${LogsBucket.Arn}/${folder}/*"}`.slice(1),
    );
  });
});

describe('who may put logs and tell of them', () => {
  const account = { Ref: 'AWS::AccountId' };

  test('into the bucket: the delivery of this stack’s sources, in this account', () => {
    const sources = Object.keys(SOURCES).map(
      id => (propertiesOf(id).Name as { 'Fn::Sub': string })['Fn::Sub'],
    );
    const allowed = statementsOf('LogsBucketPolicy').filter(({ Principal }) => Principal !== '*');
    expect(allowed).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: { 'Fn::Sub': expect.stringMatching(/^\$\{LogsBucket\.Arn\}\/cloudfront\/\*$/) },
        Condition: {
          StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': account },
          ArnLike: {
            'aws:SourceArn': sources.map(name => ({
              'Fn::Sub': `arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:delivery-source:${name}`,
            })),
          },
        },
      },
    ]);
  });

  test('to the queue: S3, for the very bucket, in this account', () => {
    const [text = '', values] = (propertiesOf('LogsBucket').BucketName as { 'Fn::Sub': [string, unknown] })[
      'Fn::Sub'
    ];
    expect(propertiesOf('LogsQueuePolicy').Queues).toEqual([{ Ref: 'LogsQueue' }]);
    expect(statementsOf('LogsQueuePolicy')).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['LogsQueue', 'Arn'] },
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': { 'Fn::Sub': [`arn:\${AWS::Partition}:s3:::${text}`, values] } },
        },
      },
    ]);
  });
});

// No test here can see the order in which CloudFormation makes things, but what it waits for.
test.each([
  ['LogsBucket', 'LogsQueuePolicy', 'S3 tries the queue out before it takes a notification'],
  ['LinksLogsDelivery', 'LogsBucketPolicy', 'CloudFront would write a policy of its own'],
  ['SiteLogsDelivery', 'LinksLogsDelivery', 'two deliveries at once to one destination are a conflict'],
])('%s is made after %s: %s', (later, earlier) => {
  expect([resource(later).DependsOn].flat()).toContain(earlier);
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html: at most 63 characters, small letters alone
test('the name of the bucket is one that S3 takes, whatever the stack is called', () => {
  const [text = ''] = (propertiesOf('LogsBucket').BucketName as { 'Fn::Sub': [string] })['Fn::Sub'];
  const name = text.replace(/\$\{Stack\}/, '51af3dc0-da77-11e4-872e-1234567db123');
  expect(name).toMatch(/^[a-z][a-z0-9-]{2,62}$/);
});
