// The short domains: the first, whose name is a parameter of the template, and further ones. What a stage's settings say of them
// is put into the functions' environment, into the distribution's aliases and into the CloudFront function on short links; the
// cache key has the domain only where there are several. CommonJS, because the packager's plugin is.

const { domainFilesText } = require('./domain-files.cjs');

/** What a domain is where nobody says otherwise; in the environment, which has little room, it goes without saying. */
const USUAL = { rootUrl: '', notFoundUrl: '', caseSensitive: true, slugsWithDots: false };

/**
 * All short domains of a stage, the first one first: under the name '', as it may be renamed and its links stay.
 *
 * @param settings as check-settings.cjs lets them pass
 */
function shortDomainsOf(settings) {
  const first = { name: '', ...USUAL, ...pick(settings) };
  const further = Object.entries(settings.shortDomains ?? {});
  return [first, ...further.map(([name, own]) => ({ ...first, name, ...pick(own ?? {}) }))];
}

/** What is said of a domain; a further one is the first's like where it says nothing itself. */
function pick(settings) {
  const said = Object.keys(USUAL)
    .filter(name => settings[name] !== undefined)
    .map(name => [name, settings[name]]);
  return Object.fromEntries(said);
}

/**
 * The value of SHORT_DOMAINS, as a text for Fn::Sub.
 *
 * @param settings as check-settings.cjs lets them pass
 */
function shortDomainsText(settings) {
  const [first, ...further] = shortDomainsOf(settings).map(leaveOutTheUsual);
  return JSON.stringify([{ ...first, host: '$' + '{ShortDomain}' }, ...further]);
}

function leaveOutTheUsual(domain) {
  const said = Object.entries(domain).filter(([name, value]) => value !== USUAL[name]);
  return Object.fromEntries(said.map(([name, value]) => [name, /Url$/.test(name) ? written(value) : value]));
}

/** Without braces, which would be a reference to CloudFormation. */
const written = url => new URL(url).href.replace(/[{}]/g, encodeURIComponent);

/** Finishes the template for the short domains of a stage. With one of them that minds letter case it stays what it is. */
function addShortDomains({ Resources, Outputs }, settings) {
  const domains = shortDomainsOf(settings);
  const further = domains.slice(1).map(({ name }) => name);
  for (const { Type, Properties } of Object.values(Resources)) {
    const variables = Type === 'AWS::Lambda::Function' ? Properties.Environment?.Variables : undefined;
    if (variables?.SHORT_DOMAINS) variables.SHORT_DOMAINS = { 'Fn::Sub': shortDomainsText(settings) };
    if (variables && 'BLOCKED_HOSTS' in variables)
      variables.BLOCKED_HOSTS = (settings.blockedHosts ?? []).join();
    if (variables && 'URL_SCHEMES' in variables) variables.URL_SCHEMES = (settings.urlSchemes ?? []).join();
    if (variables && 'DOMAIN_FILES' in variables) variables.DOMAIN_FILES = domainFilesText(settings);
  }
  Outputs.ShortDomains.Value = { 'Fn::Sub': shortDomainsText(settings) };
  const { Aliases } = Resources.Links.Properties.DistributionConfig;
  Aliases['Fn::If'][1].push(...further);
  tellFunction(Resources.OneSpelling.Properties, {
    FURTHER: further,
    ANY_CASE: domains.filter(({ caseSensitive }) => !caseSensitive).map(({ name }) => name),
  });
  if (further.length > 0) tellApart(Resources.LinksCachePolicy.Properties.CachePolicyConfig);
}

/** Fills the lists in the function's code, which has no environment. */
function tellFunction(properties, lists) {
  for (const [name, list] of Object.entries(lists)) {
    const empty = `var ${name} = [];`;
    if (!properties.FunctionCode.includes(empty)) throw new Error(`OneSpelling has no list ${name}`);
    properties.FunctionCode = properties.FunctionCode.replace(
      empty,
      () => `var ${name} = ${JSON.stringify(list)};`,
    );
  }
}

/** The site's policy may share the very object that says what is in the key. */
function tellApart(policy) {
  policy.ParametersInCacheKeyAndForwardedToOrigin = {
    ...policy.ParametersInCacheKeyAndForwardedToOrigin,
    HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['x-signpost-domain'] },
  };
}

module.exports = { addShortDomains, shortDomainsOf, shortDomainsText };
