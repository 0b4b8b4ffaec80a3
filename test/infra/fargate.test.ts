import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Statement } from '../../local/services/iam.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { CONTAINER, packagedVariant } from './project.ts';

let template: Template;
/** The same with the renderer of the queue as a container. */
let withContainer: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
  withContainer = (await packagedVariant(CONTAINER)).template;
}, 300_000);

const propertiesOf = (resources: Template['Resources'], id: string) => resources[id]?.Properties ?? {};

describe('the renderer of the queue is deployed in one form', () => {
  const idsIn = ({ Resources }: Template) =>
    Object.keys(Resources).filter(id => !id.includes('LambdaVersion')); // these have a hash of the code in them
  const actionsOf = ({ Resources }: Template, role: string) =>
    (propertiesOf(Resources, role).Policies as { PolicyDocument: { Statement: Statement[] } }[])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter(action => action.startsWith('sqs:'));

  test('as a Lambda that the queue calls, with nothing of the container', () => {
    expect(JSON.stringify(template)).not.toMatch(/Fargate|AWS::(ECS|EC2|ApplicationAutoScaling)/);
    expect(idsIn(template)).toContain('RenderEventSourceMappingSQSRenderQueue');
    expect(actionsOf(template, 'RenderRole')).toEqual([
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ]);
  });

  test('or as a container that asks the queue, which the Lambda then neither does nor may', () => {
    const added = idsIn(withContainer).filter(id => !idsIn(template).includes(id));
    expect(added.every(id => id.startsWith('Fargate'))).toBe(true);
    const left = idsIn(template).filter(id => !idsIn(withContainer).includes(id));
    expect(left).toEqual(['RenderEventSourceMappingSQSRenderQueue']);
    expect(actionsOf(withContainer, 'RenderRole')).toEqual(['sqs:SendMessage']);
    expect(withContainer.Resources.RenderLambdaFunctionUrl).toEqual(
      template.Resources.RenderLambdaFunctionUrl,
    );
  });

  test('the container may do what the Lambda may, but for what only an answer to a crawler needs', () => {
    const grantsOf = (role: string) =>
      (
        propertiesOf(withContainer.Resources, role).Policies as {
          PolicyDocument: { Statement: Statement[] };
        }[]
      )
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .flatMap(({ Action, Resource }) =>
          [Action].flat().map(action => `${action} ${JSON.stringify(Resource)}`),
        );
    const lambda = grantsOf('RenderRole');
    const container = grantsOf('FargateTaskRole');
    const without = (all: string[], others: string[]) => all.filter(grant => !others.includes(grant)).sort();
    expect(without(lambda, container)).toEqual([
      expect.stringMatching(/^dynamodb:GetItem .*"LimitsTable"/),
      expect.stringMatching(/^dynamodb:UpdateItem .*"LimitsTable"/),
      expect.stringMatching(/^s3:GetObject .*crawlers\/identities\.json/),
      expect.stringMatching(/^sqs:SendMessage .*"RenderQueue"/),
    ]);
    expect(without(container, lambda)).toEqual(
      ['ChangeMessageVisibility', 'DeleteMessage', 'ReceiveMessage'].map(action =>
        expect.stringMatching(new RegExp(`^sqs:${action} .*"RenderQueue"`)),
      ),
    );
  });

  test('nobody can come in to the container, and it gets no further than the web', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = containerOf('FargateSecurityGroup');
    expect(SecurityGroupIngress).toEqual([]);
    expect((SecurityGroupEgress as { FromPort: number }[]).map(({ FromPort }) => FromPort)).toEqual([
      443, 80,
    ]);
  });

  test('it is told of the app’s APIs as the Lambda is', () => {
    const { Environment } = containerOf('RenderLambdaFunction') as {
      Environment: { Variables: Record<string, unknown> };
    };
    const [task] = containerOf('FargateTask').ContainerDefinitions as {
      Environment: { Name: string; Value: unknown }[];
    }[];
    const told = task?.Environment.filter(({ Name }) => Name.startsWith('SITE_API'));
    expect(told).toEqual([
      { Name: 'SITE_API_DOMAIN', Value: Environment.Variables.SITE_API_DOMAIN },
      {
        Name: 'SITE_APIS',
        Value: '/v1/other=other.example.com,/graphql=api.example.com,/v1=api.example.com',
      },
    ]);
  });

  test('its execution role fetches the one image', () => {
    const policies = JSON.stringify(containerOf('FargateExecutionRole').Policies);
    expect(policies).toContain(
      '"Repository":{"Fn::Select":[0,{"Fn::Split":[":","team/signpost-render:7"]}]}',
    );
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
    expect(policies.match(/"Action":\[[^\]]*\],"Resource":"\*"/g)).toEqual([
      '"Action":["ecr:GetAuthorizationToken"],"Resource":"*"',
    ]);
    expect(JSON.stringify(containerOf('FargateTaskRole').Policies)).not.toContain('"*"');
  });

  test('what it says goes to Loki as what functions say does', () => {
    const { FargateLogLines, FargateLogsPermission, LinksLogLines } = withContainer.Resources;
    expect(FargateLogLines).toEqual({
      ...LinksLogLines,
      DependsOn: ['FargateLogsPermission'],
      Properties: { ...LinksLogLines?.Properties, LogGroupName: { Ref: 'FargateLogGroup' } },
    });
    expect(FargateLogsPermission).toMatchObject({
      Condition: 'HasLoki',
      Properties: { SourceArn: { 'Fn::GetAtt': ['FargateLogGroup', 'Arn'] } },
    });
  });

  const containerOf = (id: string) => propertiesOf(withContainer.Resources, id);
});

describe('the container’s health check', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'signpost-health-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, number | undefined, boolean]>([
    ['is content with a heartbeat of now', 0, true],
    ['and with one 50 s ago', 50, true],
    ['not with one 70 s ago', 70, false],
    ['nor with none', undefined, false],
  ])('%s', (_, age, isHealthy) => {
    const [task] = propertiesOf(withContainer.Resources, 'FargateTask').ContainerDefinitions as {
      HealthCheck: { Command: [string, string] };
    }[];
    const [shell, command = ''] = task?.HealthCheck.Command ?? [];
    expect(shell).toBe('CMD-SHELL');
    const file = join(folder, 'signpost-heartbeat');
    rmSync(file, { force: true });
    const then = Date.now() / 1000 - (age ?? 0);
    if (age !== undefined) {
      writeFileSync(file, '');
      utimesSync(file, then, then);
    }
    const { status } = spawnSync('/bin/sh', ['-c', command.replaceAll('/tmp/', `${folder}/`)]);
    expect(status === 0).toBe(isHealthy);
  });
});
