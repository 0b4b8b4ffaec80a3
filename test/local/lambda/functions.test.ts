import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createFunctions,
  createHttpApis,
  createUrls,
  type Functions,
} from '../../../local/lambda/functions.ts';
import { Stack } from '../../../local/template/stack.ts';
import { HandClock } from '../hand-clock.ts';

const distribution = 'arn:aws:cloudfront::000000000000:distribution/E1';
const random = (size: number) => Buffer.alloc(size, 7);

let directory: string;
let functions: Functions | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-functions-'));
  await writeFile(join(directory, 'render.mjs'), 'export const handler = () => ({ statusCode: 200 });');
});

afterEach(async () => {
  await functions?.close();
  functions = undefined;
  await rm(directory, { recursive: true });
});

type Properties = Record<string, unknown>;

/** The front of a function, made by `create`, where its permissions are these. */
function frontOf(create: typeof createUrls, permissions: Properties[], resources: [string, Properties][]) {
  const FunctionName = { 'Fn::GetAtt': ['Render', 'Arn'] };
  const lambda = {
    FunctionName: 'render',
    Handler: 'render.handler',
    Runtime: 'nodejs22.x',
    MemorySize: 128,
    Timeout: 5,
    Role: 'arn:aws:iam::000000000000:role/RenderRole',
  };
  const declared = [
    ['Render', 'AWS::Lambda::Function', lambda],
    ...permissions.map((own, i) => [`Leave${i}`, 'AWS::Lambda::Permission', { FunctionName, ...own }]),
    ...resources.map(([type, properties]) => [type.split('::')[2], type, properties]),
  ];
  const template = {
    Resources: Object.fromEntries(declared.map(([id, Type, Properties]) => [id, { Type, Properties }])),
  };
  const endpoint = 'http://127.0.0.1:1';
  const stack = new Stack({
    template,
    parameters: {},
    endpoint,
    hosts: {},
    dataDirectory: directory,
    random,
  });
  const options = { root: directory, clock: new HandClock(), random, log: () => {} };
  functions = createFunctions(stack, { ...options, endpoint });
  const handler = create(stack, functions, options)[0]?.[1];
  if (!handler) throw new Error('nothing stands in front of the function');
  return handler;
}

describe('CloudFront calls a Function URL', () => {
  const byCloudFront = { Principal: 'cloudfront.amazonaws.com', SourceArn: distribution };
  const url = { ...byCloudFront, Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'AWS_IAM' };
  const call = { ...byCloudFront, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true };
  const { FunctionUrlAuthType: _, ...urlOfAnyType } = url;
  const { InvokedViaFunctionUrl: __, ...anyCall } = call;

  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
  test.each<[number, string, Properties[]]>([
    [200, 'with both permissions', [url, call]],
    [200, 'with leave for all calls of the function', [url, anyCall]],
    [403, 'without leave for the URL', [call]],
    [403, 'without leave for the function', [url]],
    [403, 'where the leave for the URL does not say AWS_IAM', [urlOfAnyType, call]],
    [
      403,
      'where the leave for the URL is for unsigned calls',
      [{ ...url, FunctionUrlAuthType: 'NONE' }, call],
    ],
    [403, 'for another distribution', [url, { ...call, SourceArn: `${distribution}2` }]],
    [403, 'as another service', [{ ...url, Principal: 's3.amazonaws.com' }, call]],
  ])('%i %s', async (status, _, permissions) => {
    const TargetFunctionArn = { 'Fn::GetAtt': ['Render', 'Arn'] };
    const handler = frontOf(createUrls, permissions, [
      ['AWS::Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn }],
    ]);
    const caller = { kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn: distribution } as const;
    const answer = await handler({
      method: 'GET',
      path: '/',
      query: '',
      headers: new Headers(),
      body: Buffer.alloc(0),
      clientIp: '203.0.113.9',
      caller,
    });
    expect(answer.status).toBe(status);
  });
});

describe('an HTTP API calls a function', () => {
  const byApi = { Principal: 'apigateway.amazonaws.com', Action: 'lambda:InvokeFunction', SourceArn: '*' };
  const api = (permission: Properties) => () =>
    frontOf(
      createHttpApis,
      [permission],
      [
        [
          'AWS::ApiGatewayV2::Integration',
          {
            ApiId: 'a',
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': ['Render', 'Arn'] },
            PayloadFormatVersion: '2.0',
            TimeoutInMillis: 1000,
          },
        ],
        [
          'AWS::ApiGatewayV2::Route',
          { ApiId: 'a', RouteKey: '$default', Target: 'integrations/x-Integration' },
        ],
        ['AWS::ApiGatewayV2::Stage', { ApiId: 'a', StageName: '$default' }],
      ],
    );

  test('with leave for it', () => {
    expect(api(byApi)).not.toThrow();
  });

  test('not with leave for calls through a Function URL alone', () => {
    expect(api({ ...byApi, InvokedViaFunctionUrl: true })).toThrow(
      'Route: no AWS::Lambda::Permission lets the HTTP API call its function.',
    );
  });
});
