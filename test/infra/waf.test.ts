import { describe, expect, test } from '@jest/globals';
import { addWaf, type WafSettings } from '../../infra/waf.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import { packagedVariant, WAF } from './project.ts';

interface Rule {
  Name: string;
  Priority: number;
  Statement: {
    RateBasedStatement?: { Limit: number; AggregateKeyType: string; ScopeDownStatement?: object };
  };
}

/** The template with these settings: of each distribution its rules, and whether it asks them. */
async function rulesWith(waf: WafSettings | undefined) {
  const template = await packagedTemplate('.');
  addWaf(template, waf);
  const { Resources } = template;
  return ['Links', 'Site'].map(id => {
    const acl = Resources[`${id}WebAcl`];
    const config = Resources[id]?.Properties?.DistributionConfig as { WebACLId?: unknown } | undefined;
    expect(config?.WebACLId).toEqual(acl && { 'Fn::GetAtt': [`${id}WebAcl`, 'Arn'] });
    const rules = (acl?.Properties?.Rules ?? []) as Rule[];
    return rules.map(({ Name, Statement: { RateBasedStatement: rate } }) => [Name, rate?.Limit]);
  });
}

describe('what the settings of WAF make', () => {
  test.each<[string, WafSettings | undefined, links: unknown[], site: unknown[]]>([
    ['nothing set', undefined, [], []],
    ['nothing in it', {}, [], []],
    ['a limit of the API', { apiRate: 3000 }, [['api', 3000]], []],
    ['one of guessing', { probing: 300 }, [['slugs', 300]], []],
    ['one of the site', { siteRate: 6000 }, [], [['site', 6000]]],
    [
      'all',
      { apiRate: 3000, probing: 300, siteRate: 6000, botAuth: true },
      [
        ['api', 3000],
        ['slugs', 300],
      ],
      [
        ['bots', undefined],
        ['site', 6000],
      ],
    ],
  ])('%s', async (_, waf, links, site) => {
    expect(await rulesWith(waf)).toEqual([links, site]);
  });
});

describe('the template that is packaged with all of it', () => {
  const rulesOf = async (id: string) =>
    (await packagedVariant(WAF)).template.Resources[id]?.Properties as {
      Rules: Rule[];
      VisibilityConfig: object;
    };
  const text = (value: unknown) => JSON.stringify(value);

  test('the API and the slugs are counted apart, each by address', async () => {
    const [api, slugs] = (await rulesOf('LinksWebAcl')).Rules.map(
      ({ Statement }) => Statement.RateBasedStatement,
    );
    expect([api?.AggregateKeyType, slugs?.AggregateKeyType]).toEqual(['IP', 'IP']);
    expect(text(api?.ScopeDownStatement).match(/"SearchString":"[^"]+"/g)).toEqual([
      '"SearchString":"/api/"',
      '"SearchString":"/rest/v3/"',
    ]);
    expect(text(slugs?.ScopeDownStatement)).toMatch(
      /^\{"NotStatement":.*"\/api\/".*"\/rest\/v3\/".*"\/console"/,
    );
  });

  test('crawlers that AWS has verified are told first, refused nothing by that, and not counted', async () => {
    const { Rules } = await rulesOf('SiteWebAcl');
    expect(Rules.map(({ Name, Priority }) => [Name, Priority])).toEqual([
      ['bots', 0],
      ['site', 1],
    ]);
    expect(Rules[0]).toMatchObject({ OverrideAction: { Count: {} } });
    expect(text(Rules[1]?.Statement)).toMatch(
      /"NotStatement".*bot-control:bot:verified".*bot-control:bot:web_bot_auth:verified"/,
    );
  });

  test('each rule has a metric, and none keeps requests, which bear keys', async () => {
    for (const id of ['LinksWebAcl', 'SiteWebAcl']) {
      const found = text(await rulesOf(id)).match(/"VisibilityConfig":\{[^}]*\}/g) ?? [];
      expect(found).toHaveLength(3);
      for (const each of found)
        expect(each).toMatch(/"CloudWatchMetricsEnabled":true,"SampledRequestsEnabled":false/);
    }
  });
});
