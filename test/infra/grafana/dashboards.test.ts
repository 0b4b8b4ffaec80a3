import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { FUNCTIONS } from '../../../infra/grafana/cost.ts';
import { dashboards } from '../../../infra/grafana/dashboards.ts';
import { packagedTemplate } from '../../../local/template/package.ts';
import type { Template } from '../../../local/template/template.ts';
import { faultOf } from '../aws-metrics.ts';
import { faultsOf } from './logql.ts';

interface Target {
  refId: string;
  datasource: { type: string };
  expr?: string;
  id?: string;
  expression?: string;
  namespace?: string;
  metricName?: string;
  dimensions?: Record<string, string>;
  statistic?: string;
  hide?: boolean;
}

interface Panel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
}

interface Variable {
  name: string;
  regex?: string;
  query?: string | { stream?: string; namespace?: string; metricName?: string; dimensionKey?: string };
}

interface Dashboard {
  uid: string;
  panels: Panel[];
  templating: { list: Variable[] };
}

/** As Grafana gets them. */
const ALL = JSON.parse(JSON.stringify(dashboards())) as Record<string, Dashboard>;
const panels = Object.entries(ALL).flatMap(([name, { panels }]) =>
  panels.filter(({ type }) => type !== 'row').map(panel => ({ name, panel, targets: panel.targets ?? [] })),
);
const targets = panels.flatMap(({ name, panel, targets }) =>
  targets.map(target => ({ at: `${name}: ${panel.title}, ${target.refId}`, target })),
);
const variables = Object.entries(ALL).flatMap(([name, { templating }]) =>
  templating.list.map(variable => ({ name, variable })),
);

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
}, 300_000);

describe('LogQL', () => {
  const ofLoki = targets.flatMap(({ at, target }) =>
    target.expr === undefined ? [] : [{ at, expr: target.expr }],
  );

  test('is asked by two dashboards at least', () => {
    expect(ofLoki.length).toBeGreaterThan(20);
  });

  test.each(ofLoki)('of $at is right, and asks for what is shipped', ({ expr }) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  test('of the variable asks for what is shipped', () => {
    const streams = variables.flatMap(({ variable: { query } }) =>
      typeof query === 'object' && query.stream ? [query.stream] : [],
    );
    expect(streams).toHaveLength(2);
    expect(streams.flatMap(faultsOf)).toEqual([]);
  });

  test('in the guides is right, too', () => {
    const written = ['operate', 'grafana'].flatMap(page =>
      [...readFileSync(`docs/${page}.md`, 'utf8').matchAll(/^```logql\n(.*?)^```$/gms)].flatMap(
        ([, text = '']) => text.trim().split('\n'),
      ),
    );
    expect(written.length).toBeGreaterThan(1);
    expect(written.flatMap(faultsOf)).toEqual([]);
  });

  test.each([
    ['sum(rate({source="cloudfront"}[5m])', /^no LogQL from character \d+ on/],
    ['{agent="GPTBot"}', 'agent is no label'],
    ['{source="cloudfront", client="bot"}', 'client is never bot'],
    ['{source="cloudfront", status=~"4xx|50x"}', 'status is never 50x'],
    ['{source="cloudfront"} | json', 'json: take out single names, as others are renamed'],
    ['{source="cloudfront"} | status >= 400', 'status is no number'],
    ['{source="cloudfront"} | json status="status"', /^status is there already/],
    ['{source="cloudfront"} | json cookie="cookie"', 'no line has cookie'],
    ['sum by (city) (rate({source="cloudfront"}[5m]))', 'city is not shipped'],
    ['max_over_time({source="cloudfront"} | json id="result" | unwrap id [5m])', 'id is no number'],
  ])('%s is wrong', (query, fault) => {
    expect(faultsOf(query)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});

describe('metrics', () => {
  const metrics = targets.filter(({ target }) => target.metricName !== undefined);
  const made = () =>
    Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
      .flatMap(({ Properties }) => Properties?.MetricTransformations as { MetricName: string }[])
      .map(({ MetricName }) => MetricName);

  test.each(metrics)('$at is documented, or made by the template', ({ target }) => {
    const { namespace = '', metricName = '', dimensions = {}, statistic = '' } = target;
    const asked = { namespace, name: metricName, dimensions: Object.keys(dimensions), statistic };
    expect(faultOf(asked, made())).toBeUndefined();
  });

  test('what is counted with is asked for in the same panel', () => {
    const maths = panels.filter(({ targets }) => targets.some(({ expression }) => expression));
    expect(maths.length).toBeGreaterThan(0);
    for (const { targets } of maths) {
      const ids = targets.flatMap(({ metricName, id }) => (metricName && id ? [id] : []));
      const used = targets.flatMap(({ expression = '' }) => expression.match(/\b[a-z]\w*\b/g) ?? []);
      expect([...new Set(used)].sort()).toEqual(ids.sort());
    }
  });

  test('what an hour costs is of the functions there are, with the memory they have', () => {
    const edge = ofType('AWS::Lambda::Version').map(
      ({ properties }) => (properties.FunctionName as { Ref: string }).Ref,
    );
    const throughGateway = JSON.stringify(ofType('AWS::ApiGatewayV2::Integration'));
    const sizes = ofType('AWS::Lambda::Function')
      .filter(({ id }) => !edge.includes(id))
      .map(({ id, properties: { FunctionName, MemorySize, Architectures } }) => {
        const isOfGateway = throughGateway.includes(`"${id}"`);
        const size = { memoryMb: MemorySize, architecture: [Architectures].flat()[0] };
        return [
          String(FunctionName).replace('signpost-dev-', ''),
          { ...size, ...(isOfGateway && { isOfGateway }) },
        ];
      });
    expect(FUNCTIONS).toEqual(Object.fromEntries(sizes));
  });
});

const ofType = (type: string) =>
  Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
    Type === type ? [{ id, properties: Properties }] : [],
  );

describe('variables', () => {
  test.each(Object.entries(ALL))('of %s are there when they are used', (_, dashboard) => {
    const declared = dashboard.templating.list.map(({ name }) => name);
    const used = JSON.stringify(dashboard).match(/\$(?!__)[a-z]\w*/g) ?? [];
    expect([...new Set(used)].map(name => name.slice(1)).sort()).toEqual(declared.sort());
  });

  // CloudFormation makes names of the stack's, the logical id and something random; functions have names of the packager's.
  const named = (type: string) =>
    ofType(type).map(({ id, properties: { FunctionName } }) =>
      FunctionName === undefined ? `signpost-dev-${id}-1A2B3C4D5E6F` : String(FunctionName),
    );
  const chosen = (name: string, type: string) => {
    const { regex = '' } = ALL.health?.templating.list.find(variable => variable.name === name) ?? {};
    const pattern = new RegExp(regex.slice(1, -1).replaceAll('$stack', 'signpost-dev'));
    return named(type).filter(value => pattern.test(value));
  };
  const idIn = (name: string) => name.split('-')[2];

  test.each([
    ['queue', ['LogsQueue', 'RenderQueue']],
    ['dead', ['LogsDeadLetterQueue', 'RenderDeadLetterQueue']],
    ['logs', ['LogsQueue']],
  ])('$%s: %j', (name, ids) => {
    expect(chosen(name, 'AWS::SQS::Queue').map(idIn).sort()).toEqual(ids);
  });

  test('tables and functions are all chosen, and no other stack’s', () => {
    expect(chosen('table', 'AWS::DynamoDB::Table')).toEqual(named('AWS::DynamoDB::Table'));
    expect(chosen('table', 'AWS::DynamoDB::Table')).toHaveLength(7);
    expect(chosen('function', 'AWS::Lambda::Function')).toEqual(named('AWS::Lambda::Function'));
  });

  test('their values are of metrics that are documented', () => {
    const asked = variables.flatMap(({ variable: { query } }) =>
      typeof query === 'object' && query.dimensionKey ? [query] : [],
    );
    expect(asked.length).toBeGreaterThan(4);
    for (const { namespace = '', metricName = '', dimensionKey = '' } of asked) {
      const dimensions = namespace === 'AWS/CloudFront' ? [dimensionKey, 'Region'] : [dimensionKey];
      expect(faultOf({ namespace, name: metricName, dimensions, statistic: 'Sum' }, [])).toBeUndefined();
    }
  });
});

describe('how they look', () => {
  test.each(Object.entries(ALL))('%s: panels lie side by side, and none upon another', (_, { panels }) => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  test('titles and queries are told apart', () => {
    for (const { panels } of Object.values(ALL)) {
      const titles = panels.map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    }
    for (const { targets } of panels) {
      const ids = targets.map(({ refId }) => refId);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

test('npm run dashboards writes them', () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'dashboards'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const written = stdout.trim().split('\n');
  expect(written.map(file => JSON.parse(readFileSync(file, 'utf8')))).toEqual(Object.values(ALL));
}, 60_000);
