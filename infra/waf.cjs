// AWS WAF in front of the distributions, which is in the template only where the settings ask for it. CommonJS, because the
// packager's plugin is.

/** Over so long WAF counts; its usual window. */
const WINDOW_SECONDS = 300;
/** The paths of the short domain that are no slugs, as its behaviours have them. */
const API = ['/api/', '/rest/v3/'];
const CONSOLE = ['/console'];

const BOT_CONTROL = 'awswaf:managed:aws:bot-control';
/** What Bot Control calls who has proved its name: by its address, or by Web Bot Auth, of which AWS's pages have two spellings. */
const VERIFIED = [
  `${BOT_CONTROL}:bot:verified`,
  `${BOT_CONTROL}:bot:web_bot_auth:verified`,
  `${BOT_CONTROL}:web_bot_auth:verified`,
];

/**
 * Puts a web ACL before each distribution for which the settings have a limit.
 * https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
 *
 * @param waf how many requests an address has in five minutes: apiRate, probing, siteRate; and botAuth
 */
function addWaf({ Resources }, waf) {
  const { apiRate, probing, siteRate, botAuth } = waf ?? {};
  const ofLinks = [
    ...(apiRate === undefined ? [] : [rate('api', apiRate, beginsWith(API))]),
    ...(probing === undefined ? [] : [rate('slugs', probing, not(beginsWith([...API, ...CONSOLE])))]),
  ];
  const ofSite = [
    ...(botAuth ? [botControl()] : []),
    ...(siteRate === undefined ? [] : [rate('site', siteRate, botAuth ? not(isVerified()) : undefined)]),
  ];
  protect(Resources, 'Links', ofLinks);
  protect(Resources, 'Site', ofSite);
}

function protect(resources, distribution, rules) {
  if (rules.length === 0) return;
  const id = `${distribution}WebAcl`;
  const name = `\${AWS::StackName}-${distribution.toLowerCase()}`;
  resources[id] = {
    Type: 'AWS::WAFv2::WebACL',
    Properties: {
      Name: { 'Fn::Sub': name },
      Description: `Limits what one address may ask of the distribution ${distribution}`,
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: rules.map((rule, Priority) => ({ ...rule, Priority })),
      VisibilityConfig: visible({ 'Fn::Sub': name }),
    },
  };
  resources[distribution].Properties.DistributionConfig.WebACLId = { 'Fn::GetAtt': [id, 'Arn'] };
}

/** Samples would show whoever reads them the keys that requests bear. */
const visible = MetricName => ({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false, MetricName });

/** An address that asks more is told so by 429 until it asks less. */
const rate = (name, Limit, ScopeDownStatement) => ({
  Name: name,
  Statement: {
    RateBasedStatement: {
      Limit,
      EvaluationWindowSec: WINDOW_SECONDS,
      AggregateKeyType: 'IP',
      ...(ScopeDownStatement && { ScopeDownStatement }),
    },
  },
  Action: {
    Block: {
      CustomResponse: {
        ResponseCode: 429,
        ResponseHeaders: [
          { Name: 'retry-after', Value: String(WINDOW_SECONDS) },
          { Name: 'cache-control', Value: 'no-store' },
        ],
      },
    },
  },
  VisibilityConfig: visible(name),
});

/** It says who a client is and refuses nobody: that is left to the policy of crawlers, which Signpost has itself. */
const botControl = () => ({
  Name: 'bots',
  Statement: {
    ManagedRuleGroupStatement: {
      VendorName: 'AWS',
      Name: 'AWSManagedRulesBotControlRuleSet',
      Version: 'Version_4.0', // the first that knows Web Bot Auth
      ManagedRuleGroupConfigs: [{ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } }],
    },
  },
  OverrideAction: { Count: {} },
  VisibilityConfig: visible('bots'),
});

const beginsWith = paths =>
  anyOf(
    paths.map(path => ({
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: path,
        // As the edge does it: an address that is spelt otherwise is the same one.
        TextTransformations: [
          { Priority: 0, Type: 'URL_DECODE' },
          { Priority: 1, Type: 'NORMALIZE_PATH' },
        ],
      },
    })),
  );

const isVerified = () => anyOf(VERIFIED.map(Key => ({ LabelMatchStatement: { Scope: 'LABEL', Key } })));
const not = Statement => ({ NotStatement: { Statement } });
/** An Or of one is refused. */
const anyOf = Statements => (Statements.length === 1 ? Statements[0] : { OrStatement: { Statements } });

module.exports = { addWaf };
