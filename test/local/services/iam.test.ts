import { describe, expect, test } from '@jest/globals';
import { AccessControl, type Caller, matches, type Statement } from '../../../local/services/iam.ts';

const ROLE: Caller = { kind: 'role', roleName: 'Reader' };
const CLOUDFRONT: Caller = {
  kind: 'service',
  service: 'cloudfront.amazonaws.com',
  sourceArn: 'arn:aws:cloudfront::1:distribution/OURS',
};
const GET = { action: 's3:GetObject', resource: 'arn:aws:s3:::site/app/index.html' };

const allow = (Action: string | string[], Resource: string | string[]): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

describe('a role', () => {
  test.each<[string, Statement[], boolean]>([
    ['nothing is said', [], false],
    ['the action and resource are allowed', [allow('s3:GetObject', 'arn:aws:s3:::site/app/*')], true],
    [
      'they are allowed in lists',
      [allow(['s3:PutObject', 's3:GetObject'], ['a', 'arn:aws:s3:::site/*'])],
      true,
    ],
    ['a wildcard covers the action', [allow('s3:Get*', '*')], true],
    ['the action is written in other letters', [allow('S3:getobject', '*')], true],
    ['another prefix is allowed', [allow('s3:GetObject', 'arn:aws:s3:::site/snapshots/*')], false],
    ['another action is allowed', [allow('s3:PutObject', '*')], false],
    ['the bucket is allowed but not its objects', [allow('s3:*', 'arn:aws:s3:::site')], false],
    [
      'one statement allows and another denies',
      [allow('s3:*', '*'), { ...allow('s3:GetObject', '*'), Effect: 'Deny' }],
      false,
    ],
  ])('when %s', (_, statements, allowed) => {
    const access = new AccessControl();
    access.attach('Reader', { Statement: statements });
    expect(access.refused(ROLE, [GET])).toEqual(allowed ? undefined : GET);
  });

  test('is refused the first thing it lacks of several', () => {
    const access = new AccessControl();
    access.attach('Reader', { Statement: [allow('s3:GetObject', '*')] });
    const put = { ...GET, action: 's3:PutObject' };
    expect(access.refused(ROLE, [GET, put])).toEqual(put);
  });
});

describe('a service', () => {
  const statement = (condition: Statement['Condition']): Statement => ({
    ...allow('s3:GetObject', 'arn:aws:s3:::site/app/*'),
    Principal: { Service: 'cloudfront.amazonaws.com' },
    ...(condition && { Condition: condition }),
  });

  test.each<[string, Statement['Condition'], boolean]>([
    ['without a condition', undefined, true],
    ['for our distribution', { StringEquals: { 'AWS:SourceArn': CLOUDFRONT.sourceArn } }, true],
    ['for one of several', { StringEquals: { 'aws:SourceArn': ['x', CLOUDFRONT.sourceArn] } }, true],
    [
      'for another distribution',
      { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/X' } },
      false,
    ],
    ['for a resource of a pattern', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudfront::1:*' } }, true],
    ['for a resource of another pattern', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, false],
    ['for a pattern that is taken at its word', { StringEquals: { 'aws:SourceArn': 'arn:aws:*' } }, false],
    ['for this account', { StringEquals: { 'aws:SourceAccount': '000000000000' } }, true],
    ['for another account', { StringEquals: { 'aws:SourceAccount': '123456789012' } }, false],
    [
      'for what the call does not say',
      { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      false,
    ],
    [
      'for one thing that holds and one that does not',
      {
        StringEquals: { 'aws:SourceAccount': '000000000000' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' },
      },
      false,
    ],
    ['only without TLS', { Bool: { 'aws:SecureTransport': false } }, false],
  ])('allowed %s', (_, condition, allowed) => {
    const access = new AccessControl();
    access.attachToResource({ Statement: [statement(condition)] });
    expect(access.refused(CLOUDFRONT, [GET]) === undefined).toBe(allowed);
  });
});

test.each([
  ['bucket-owner-full-control', true],
  ['public-read', false],
])('a condition on what a call says holds where it says that: %s', (acl, allowed) => {
  const access = new AccessControl();
  access.attachToResource({
    Statement: [
      {
        ...allow('s3:GetObject', '*'),
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ],
  });
  const asked = { ...GET, said: { 's3:x-amz-acl': acl } };
  expect(access.refused(CLOUDFRONT, [asked]) === undefined).toBe(allowed);
});

test('nobody may do nothing; the operator may do all', () => {
  const access = new AccessControl();
  expect(access.refused({ kind: 'anonymous' }, [GET])).toEqual(GET);
  expect(access.refused({ kind: 'operator' }, [GET])).toBeUndefined();
});

test('what was allowed and never used is told', () => {
  const access = new AccessControl();
  access.attach('Reader', { Statement: [allow(['s3:GetObject', 's3:PutObject'], '*')] });
  access.refused(ROLE, [GET]);
  expect(access.unused()).toEqual(['Reader s3:PutObject on *']);
});

test.each<[string, object]>([
  ['NotAction', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }],
  [
    'condition StringLike on aws:PrincipalTag',
    { ...allow('s3:*', '*'), Condition: { StringLike: { 'aws:PrincipalTag': 'x' } } },
  ],
])('a policy with %s is refused, since it would not be checked', (name, statement) => {
  const access = new AccessControl();
  expect(() => access.attach('Reader', { Statement: [statement as Statement] })).toThrow(name);
});

test.each([
  ['*', 'anything', true],
  ['a*c', 'abbc', true],
  ['a?c', 'abc', true],
  ['a?c', 'abbc', false],
  ['a.c', 'abc', false],
  ['arn:aws:s3:::site', 'arn:aws:s3:::site/x', false],
])('matches(%j, %j) is %j', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});
