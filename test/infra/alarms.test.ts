import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { noPage } from '../../core/misses/miss.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { type Asked, faultOf } from './aws-metrics.ts';
import { CONTAINER, EVENTS, packagedVariant } from './project.ts';

interface Metric {
  Namespace: unknown;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

interface Alarm extends Metric {
  AlarmDescription: string;
  AlarmActions: unknown;
  OKActions: unknown;
  Statistic: string;
  TreatMissingData: string;
  Metrics?: {
    Id: string;
    Expression?: string;
    MetricStat?: { Metric: Metric; Stat: string; Period: number };
  }[];
}

const TOPIC = [{ Ref: 'AlarmTopic' }];

let template: Template;
/** With containers, which have alarms of their own that scale them. */
let withContainer: Template;
/** With all that is told of links. */
let withEvents: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
  withContainer = (await packagedVariant(CONTAINER)).template;
  withEvents = (await packagedVariant(EVENTS)).template;
}, 300_000);

const ofType = <Properties>({ Resources }: Template, type: string) =>
  Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ id, properties: Properties as Properties }] : [],
  );
/** All but those that scale. */
const alarms = (of = template) =>
  ofType<Alarm>(of, 'AWS::CloudWatch::Alarm').filter(
    ({ properties }) => !/Fargate(More|Fewer)/.test(JSON.stringify(properties.AlarmActions)),
  );

/** What an alarm looks at. */
function askedBy({ Metrics, ...alone }: Alarm): (Metric & { statistic: string })[] {
  if (!Metrics) return [{ ...alone, statistic: alone.Statistic }];
  return Metrics.flatMap(({ MetricStat }) =>
    MetricStat ? [{ ...MetricStat.Metric, statistic: MetricStat.Stat }] : [],
  );
}

const textOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'Fn::Sub' in value
    ? String(value['Fn::Sub'])
    : String(value);

const filters = () =>
  ofType<{
    LogGroupName: unknown;
    FilterPattern: string;
    MetricTransformations: { MetricNamespace: unknown; MetricName: string }[];
  }>(template, 'AWS::Logs::MetricFilter');

describe('each alarm', () => {
  test('goes to the topic when it begins and when it is over, in both forms of the template', () => {
    expect(alarms().length).toBeGreaterThan(20);
    expect(alarms(withContainer).map(({ id }) => id)).toEqual(alarms().map(({ id }) => id));
    for (const { properties } of alarms(withEvents))
      expect([properties.AlarmActions, properties.OKActions]).toEqual([TOPIC, TOPIC]);
  });

  test('is not red because nothing was measured', () => {
    for (const { properties } of alarms(withEvents)) expect(properties.TreatMissingData).toBe('notBreaching');
  });

  test('looks at metrics that there are', () => {
    const own = filters().flatMap(({ properties }) =>
      properties.MetricTransformations.map(each => each.MetricName),
    );
    const faults = alarms(withEvents).flatMap(({ id, properties }) =>
      askedBy(properties).flatMap(({ Namespace, MetricName, Dimensions = [], statistic }) => {
        const asked: Asked = {
          namespace: textOf(Namespace),
          name: MetricName,
          dimensions: Dimensions.map(({ Name }) => Name),
          statistic,
        };
        const fault = faultOf(asked, own);
        return fault === undefined ? [] : [`${id}: ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  const TYPES: Record<string, string[]> = {
    ApiId: ['AWS::ApiGatewayV2::Api'],
    DistributionId: ['AWS::CloudFront::Distribution'],
    FunctionName: ['AWS::Lambda::Function', 'AWS::CloudFront::Function'],
    QueueName: ['AWS::SQS::Queue'],
  };

  test('looks at what is in the template', () => {
    const dimensions = alarms(withEvents).flatMap(({ properties }) =>
      askedBy(properties).flatMap(({ Dimensions = [] }) => Dimensions),
    );
    const strangers = dimensions.filter(({ Name, Value }) =>
      Name === 'Region' ? Value !== 'Global' : !TYPES[Name]?.includes(typeOf(Value) ?? ''),
    );
    expect(strangers).toEqual([]);
  });

  /** CloudFront's functions are known by their name, all others by a reference. */
  function typeOf(value: unknown): string | undefined {
    const [, id] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value)) ?? [];
    if (id !== undefined) return withEvents.Resources[id]?.Type;
    const named = ofType<{ Name: unknown }>(template, 'AWS::CloudFront::Function').map(({ properties }) =>
      textOf(properties.Name),
    );
    return named.includes(textOf(value)) ? 'AWS::CloudFront::Function' : undefined;
  }

  test('counts with what it asks for', () => {
    for (const { properties } of alarms()) {
      const { Metrics = [] } = properties;
      const used = Metrics.flatMap(({ Expression = '' }) => Expression.match(/\b[a-z]\w*\b/g) ?? []);
      const ids = Metrics.filter(({ MetricStat }) => MetricStat).map(({ Id }) => Id);
      expect([...new Set(used)].sort()).toEqual(ids.sort());
      const periods = Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period] : []));
      expect(new Set(periods).size).toBeLessThan(2);
    }
  });
});

describe('docs/operate.md', () => {
  const section = /^## Alarms\n(.*?)^## /ms.exec(readFileSync('docs/operate.md', 'utf8'))?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+Alarm)` +\| (.+?) +\| (.+?) +\|$/gm)];
  const rowOf = (id: string) => (id.endsWith('ErrorsAlarm') ? '…ErrorsAlarm' : id);

  test('says of each alarm what to do, and of no other', () => {
    const told = rows.map(([, name = '']) => name);
    expect(told.sort()).toEqual([...new Set(alarms(withEvents).map(({ id }) => rowOf(id)))].sort());
    for (const [, , when = '', what = ''] of rows)
      expect(Math.min(when.length, what.length)).toBeGreaterThan(20);
  });

  test('is where each alarm’s own words lead, by its name', () => {
    for (const { id, properties } of alarms(withEvents))
      expect(properties.AlarmDescription).toContain(
        `see ${id.endsWith('ErrorsAlarm') ? 'the ErrorsAlarms' : id} in docs/operate.md`,
      );
  });

  // https://aws.amazon.com/cloudwatch/pricing/: 0.10 for each metric that an alarm looks at, 0.30 for one that is made
  test('says what they cost', () => {
    const metrics = alarms().flatMap(({ properties }) => askedBy(properties)).length;
    expect(section).toContain(
      `${metrics} metrics are watched, which is ${(metrics / 10).toFixed(2)} dollars`,
    );
    expect(section).toContain(`${(filters().length * 0.3).toFixed(2)};`);
  });
});

test('each function has an alarm for its errors, but those at the edge, which have their metrics elsewhere', () => {
  const edge = ofType<{ FunctionName: { Ref: string } }>(template, 'AWS::Lambda::Version').map(
    ({ properties }) => properties.FunctionName.Ref,
  );
  const functions = [
    ...ofType(template, 'AWS::Lambda::Function').filter(({ id }) => !edge.includes(id)),
    ...ofType(template, 'AWS::CloudFront::Function'),
  ].map(({ id }) => id.replace('LambdaFunction', ''));
  expect(functions).toHaveLength(16);
  const watched = alarms().flatMap(({ id }) =>
    id.endsWith('ErrorsAlarm') ? [id.replace('ErrorsAlarm', '')] : [],
  );
  expect(watched.sort()).toEqual(functions.sort());
});

test('with events each of their functions has an alarm and a group of lines that expires', () => {
  for (const name of ['Events', 'Webhooks']) {
    expect(withEvents.Resources[`${name}ErrorsAlarm`]?.Type).toBe('AWS::CloudWatch::Alarm');
    expect(withEvents.Resources[`${name}LogGroup`]?.Properties).toMatchObject({ RetentionInDays: 30 });
  }
});

test('what is counted of the renderer’s lines are words that it prints', () => {
  const patterns = filters().map(({ properties }) => [
    properties.MetricTransformations[0]?.MetricName,
    properties.FilterPattern,
    properties.LogGroupName,
  ]);
  const group = { Ref: 'RenderLogGroup' };
  expect(patterns).toEqual([
    ['BreakerOpen', `"${noPage('breaker', true)}"`, group],
    ['SpendLimitMet', `"${noPage('limit', true)}"`, group],
  ]);
  expect(noPage('breaker', false)).toBe(noPage('breaker', true));
  expect(noPage('limit', false)).not.toContain(noPage('limit', true)); // a stranger's limit is its own
});

test('every group of lines expires, and every function has one but those at the edge', () => {
  const groups = ofType<{ LogGroupName: unknown; RetentionInDays?: number }>(
    withContainer,
    'AWS::Logs::LogGroup',
  );
  expect(groups.map(({ properties }) => properties.RetentionInDays)).toEqual(Array(13).fill(30));
  const names = groups.map(({ properties }) => textOf(properties.LogGroupName));
  for (const { properties } of ofType<{ FunctionName?: string }>(withContainer, 'AWS::Lambda::Function'))
    if (properties.FunctionName) expect(names).toContain(`/aws/lambda/${properties.FunctionName}`);
});

test('who is told by mail is asked only where the settings have an address', () => {
  expect(template.Resources.AlarmMail).toEqual({
    Type: 'AWS::SNS::Subscription',
    Condition: 'HasAlarmEmail',
    Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: { Ref: 'AlarmEmail' } },
  });
});
