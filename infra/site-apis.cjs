// APIs of the app beside /api: each path gets the origin and the behaviour that /api/* has in site-distribution.yml. CommonJS,
// because the packager's plugin is; the local cloud uses it for `--api /path=URL`, so that both make the same of it.

/** What a path is made of; a pattern of CloudFront would take more, and mean more by it. */
const PATH = /^(\/[\w.~-]+)+$/;

/**
 * The path of an API as it was written, `/graphql`, `/v1/` or `/v1/*`, in the one form that stands for it.
 *
 * @throws an error whose message says what is wrong and what would be right
 */
function apiPath(written) {
  const path = String(written).replace(/\/?\*?$/, '');
  if (!PATH.test(path))
    throw new Error(`${JSON.stringify(written)} is no path of an API; expected one such as /graphql or /v1`);
  return path;
}

/**
 * Adds to the template's site an origin for each domain and behaviours for each path, those of longer paths first: `/graphql`
 * itself, and what is below it. A path that is there already is answered by the one that is added. Whatever renders is told of
 * them, since it stands in for the distribution until the site's name leads to it.
 *
 * @param apis pairs of path and domain
 */
function addSiteApis(template, apis) {
  const config = template.Resources.Site.Properties.DistributionConfig;
  const origin = config.Origins.map(whenSet).find(({ Id }) => Id === 'site-api');
  const behaviour = config.CacheBehaviors.map(whenSet).find(
    ({ TargetOriginId }) => TargetOriginId === 'site-api',
  );
  const before = config.Origins.filter(({ Id }) => Id?.startsWith('site-api-')).length;
  const domains = [...new Set(apis.map(([, domain]) => domain))];
  const idOf = domain => `site-api-${before + domains.indexOf(domain) + 1}`;
  config.Origins.push(...domains.map(DomainName => ({ ...origin, Id: idOf(DomainName), DomainName })));
  const longestFirst = [...apis].sort(([a], [b]) => b.length - a.length);
  const added = longestFirst.flatMap(([path, domain]) =>
    [path, `${path}/*`].map(PathPattern => ({ ...behaviour, PathPattern, TargetOriginId: idOf(domain) })),
  );
  const isAdded = ({ PathPattern }) => added.some(each => each.PathPattern === PathPattern);
  config.CacheBehaviors = [...added, ...config.CacheBehaviors.filter(each => !isAdded(each))];
  tellRenderers(
    template,
    longestFirst.map(api => api.join('=')),
  );
}

/** In Lambda, and in the container where there is one. */
function tellRenderers({ Resources }, added) {
  const { Variables } = Resources.RenderLambdaFunction.Properties.Environment;
  const value = [...added, ...Variables.SITE_APIS.split(',')].filter(Boolean).join();
  Variables.SITE_APIS = value;
  for (const { Environment } of Resources.FargateTask?.Properties.ContainerDefinitions ?? [])
    Environment.find(({ Name }) => Name === 'SITE_APIS').Value = value;
}

/** The first branch of an `Fn::If`. */
const whenSet = value => value['Fn::If']?.[1] ?? value;

module.exports = { addSiteApis, apiPath };
