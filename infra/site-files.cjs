// Which paths of the site are files of the app: behaviours whose target is the bucket itself, without a function. The usual ones
// stand in site-distribution.yml; here the setting siteFiles adds its own. CommonJS, because the packager's plugin is; the local
// cloud uses it for what lies in the folder of `--app`, so that both make the same of it.

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-web-distributions */
const MOST_BEHAVIOURS = 75;

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html: at most 255 characters. */
const LONGEST_PATTERN = 255;

/**
 * The path pattern of CloudFront that stands for a path as it was written: `/downloads/LICENSE`, `/models/*` or `*.proto`. A name is
 * written as it is in the folder; what a browser may or may not encode in it is any run of characters to the pattern, since
 * AWS does not say which of the spellings it compares.
 *
 * @throws an error whose message says what is wrong and what would be right
 */
function filePattern(written) {
  const pattern = String(written).replace(/[^\w.~/*-]+/g, '*');
  const wrong = `${JSON.stringify(written)} is no path of files; expected one such as /downloads/LICENSE, /models/* or *.proto`;
  if (!/^(\/|\*\.)/.test(pattern)) throw new Error(wrong);
  // Without a letter or a digit it would be all pages.
  if (!/[a-z\d]/i.test(pattern)) throw new Error(`${wrong}. This one would leave no pages`);
  if (pattern.length > LONGEST_PATTERN)
    throw new Error(
      `${JSON.stringify(written)} is longer than CloudFront takes, ${LONGEST_PATTERN} characters`,
    );
  return pattern;
}

/**
 * Adds to the template's site a behaviour for each path of files, after the APIs and before the usual paths of files, and tells
 * of all of them whoever has to know: what renders, since it stands in for the distribution until the site's name leads to it,
 * and, by the stack's outputs, the command that uploads.
 */
function addSiteFiles(template, written) {
  const config = template.Resources.Site.Properties.DistributionConfig;
  const before = new Set(filePatterns(template));
  const added = [...new Set(written.map(filePattern))].filter(pattern => !before.has(pattern));
  const first = config.CacheBehaviors.findIndex(isOfFiles);
  const behaviour = config.CacheBehaviors[first];
  config.CacheBehaviors.splice(first, 0, ...added.map(PathPattern => ({ ...behaviour, PathPattern })));
  const all = filePatterns(template).join();
  const { Variables } = template.Resources.RenderLambdaFunction.Properties.Environment;
  Variables.SITE_FILES = all;
  for (const { Environment } of template.Resources.FargateTask?.Properties.ContainerDefinitions ?? [])
    Environment.find(({ Name }) => Name === 'SITE_FILES').Value = all;
  template.Outputs.SiteFilePaths.Value = all;
  template.Outputs.SiteBehavioursLeft.Value = String(behavioursLeft(template));
}

/** For an app whose routes end in .html: these are pages then, and the files among them come by siteFiles. */
function leaveHtmlToPages(template) {
  const config = template.Resources.Site.Properties.DistributionConfig;
  config.CacheBehaviors = config.CacheBehaviors.filter(({ PathPattern }) => !/\.html?$/.test(PathPattern));
}

/** The patterns of files, in the order of their behaviours. */
function filePatterns({ Resources }) {
  const { CacheBehaviors } = Resources.Site.Properties.DistributionConfig;
  return CacheBehaviors.filter(isOfFiles).map(({ PathPattern }) => PathPattern);
}

/** How many behaviours the distribution may still get. The default one counts, and so does what a parameter may leave out. */
function behavioursLeft({ Resources }) {
  return MOST_BEHAVIOURS - 1 - Resources.Site.Properties.DistributionConfig.CacheBehaviors.length;
}

const isOfFiles = ({ TargetOriginId }) => TargetOriginId === 'assets';

module.exports = { addSiteFiles, behavioursLeft, filePattern, filePatterns, leaveHtmlToPages };
