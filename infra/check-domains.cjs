// What is wrong with the settings of the short domains, and of where links may lead. CommonJS, because the packager's plugin is.

const { appLinksProblem, domainFilesText, filesRoomProblems, robotsProblem } = require('./domain-files.cjs');
const { shortDomainsText } = require('./short-domains.cjs');

/** The two or more labels of a host's name. https://www.rfc-editor.org/rfc/rfc1123#section-2.1 */
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** For the domains, and for the blocked hosts: both are in the environment of the links API, and all of that may have 4 KB.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const MOST_CHARACTERS = 1200;

const shown = (name, value) => `${name} is ${JSON.stringify(value)}.`;

/** What a short domain may say of itself, and what is wrong with a value. */
const OF_A_DOMAIN = {
  rootUrl: urlProblem,
  notFoundUrl: urlProblem,
  caseSensitive: flagProblem,
  slugsWithDots: flagProblem,
  robots: robotsProblem,
  appLinks: appLinksProblem,
};

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-web-distributions */
const MOST_ALIASES = 100;

/** The first short domain's own settings, and those of further ones. */
function* shortDomainProblems(settings) {
  const problems = [...valueProblems(settings), ...furtherProblems(settings)];
  yield* problems;
  if (problems.length === 0) yield* roomProblems(settings);
}

function* valueProblems(settings) {
  for (const [name, problemOf] of Object.entries(OF_A_DOMAIN)) {
    const problem = problemOf(settings[name], settings);
    if (problem) yield `${shown(name, settings[name])} ${problem}`;
  }
}

function* furtherProblems(settings) {
  const { shortDomain, siteDomain, shortDomains } = settings;
  if (shortDomains === null || shortDomains === undefined) return;
  if (typeof shortDomains !== 'object' || Array.isArray(shortDomains)) {
    yield `${shown('shortDomains', shortDomains)} It takes domains, each with its settings, such as { go.example.org: { caseSensitive: false } }.`;
    return;
  }
  for (const [domain, own] of Object.entries(shortDomains)) {
    if (!DOMAIN.test(domain))
      yield `shortDomains has ${JSON.stringify(domain)}. It takes bare domains in small letters, such as go.example.org.`;
    if ([shortDomain, siteDomain].includes(domain))
      yield `shortDomains has ${domain}, which is ${domain === siteDomain ? 'siteDomain' : 'shortDomain'} already. Each domain is there once.`;
    yield* ownProblems(domain, own, settings);
  }
  if (shortDomain === '' && Object.keys(shortDomains).length > 0)
    yield 'shortDomains has further short domains, and shortDomain is empty. It takes the first one.';
}

/** What redirect has in its environment of the settings. Of all in there is room for 4 KB; the names of tables, the site's and the secret take the rest. */
const MOST_OF_REDIRECT = 3400;

/** Who follows links has to know both what the domains say and where links may not lead. */
function* redirectProblems(settings) {
  const { blockedHosts, urlSchemes } = settings;
  const texts = [
    shortDomainsText(settings),
    domainFilesText(settings),
    joined(blockedHosts),
    joined(urlSchemes),
  ];
  const characters = texts.join('').length;
  if (characters > MOST_OF_REDIRECT)
    yield `shortDomains, robots, appLinks, blockedHosts and urlSchemes: together they have ${characters} characters, and there is room for ${MOST_OF_REDIRECT}. webRiskSecret has a list of others' making looked at.`;
}

/** What is no list is told of elsewhere. */
const joined = list => (Array.isArray(list) ? list.join() : '');

function* roomProblems(settings) {
  const further = Object.keys(settings.shortDomains ?? {}).length;
  if (further + 1 > MOST_ALIASES)
    yield `shortDomains has ${further}. With the first a distribution of CloudFront has room for ${MOST_ALIASES}.`;
  yield* filesRoomProblems(settings);
  const characters = shortDomainsText(settings).length;
  if (characters > MOST_CHARACTERS)
    yield `shortDomains: with all that is said of them they have ${characters} characters, and there is room for ${MOST_CHARACTERS}.`;
  yield* redirectProblems(settings);
}

function* ownProblems(domain, own, settings) {
  if (own === null) return;
  if (typeof own !== 'object' || Array.isArray(own)) {
    yield `shortDomains: ${domain} has ${JSON.stringify(own)}. It takes settings, such as { caseSensitive: false }, or {}.`;
    return;
  }
  for (const [name, value] of Object.entries(own)) {
    const known = Object.hasOwn(OF_A_DOMAIN, name);
    const problem = known
      ? OF_A_DOMAIN[name](value, settings)
      : `It takes ${Object.keys(OF_A_DOMAIN).join(', ')}.`;
    if (problem) yield `shortDomains: ${domain} has ${name}: ${JSON.stringify(value)}. ${problem}`;
  }
}

function flagProblem(value) {
  return typeof value === 'boolean' ? undefined : 'It takes true or false.';
}

/** The browser of whoever follows a link reads it, so it is what the URL standard makes of it. */
function urlProblem(value, { shortDomain, shortDomains, blockedHosts }) {
  if (value === '') return undefined;
  const url =
    typeof value === 'string' && /^https?:\/\/[^/?#\\\s@]+([/?#]\S*)?$/i.test(value) && parsed(value);
  if (!url) return 'It takes an http or https address such as https://www.example.com/, or nothing.';
  const host = withoutFinalDot(url.hostname);
  if ([shortDomain, ...Object.keys(shortDomains ?? {})].includes(host))
    return 'It leads to a short domain, and so round in circles.';
  const blocked = (blockedHosts ?? []).find(each => isBelow(host, each));
  return blocked === undefined ? undefined : `It leads to ${blocked}, which is in blockedHosts.`;
}

const parsed = url => (URL.canParse(url) ? new URL(url) : undefined);
const withoutFinalDot = host => host.replace(/\.$/, '');
const isBelow = (host, other) => host === other || host.endsWith(`.${other}`);

/** Hosts are compared as the URL standard writes them, so they are written like that. */
function* blockedProblems({ blockedHosts, webRiskSecret }) {
  if (typeof webRiskSecret !== 'string' || !/^[\w/+=.@:-]*$/.test(webRiskSecret))
    yield `${shown('webRiskSecret', webRiskSecret)} It takes the name or the ARN of a secret in Secrets Manager, or nothing.`;
  if (blockedHosts === null || blockedHosts === undefined) return;
  if (!Array.isArray(blockedHosts)) {
    yield `${shown('blockedHosts', blockedHosts)} It takes a list of hosts, such as [example.net, zip].`;
    return;
  }
  for (const host of blockedHosts) {
    const url = typeof host === 'string' && /^[^/?#@*\s]+$/.test(host) && parsed(`http://${host}`);
    const right = url && withoutFinalDot(url.hostname);
    if (right !== host)
      yield `blockedHosts has ${JSON.stringify(host)}. ${
        right ? `Written as browsers do it is ${right}.` : 'It takes hosts, such as example.net.'
      }`;
  }
  const characters = blockedHosts.join().length;
  if (characters > MOST_CHARACTERS)
    yield `blockedHosts: together they have ${characters} characters, and there is room for ${MOST_CHARACTERS}. webRiskSecret has a list of others' making looked at.`;
}

/** As core/links/schemes.ts has them, which refuses them as well. */
const NEVER = [
  'javascript',
  'data',
  'vbscript',
  'file',
  'blob',
  'about',
  'filesystem',
  'view-source',
  'intent',
];

/** Schemes that links may have besides http and https. https://www.rfc-editor.org/rfc/rfc3986#section-3.1 */
function* schemeProblems({ urlSchemes }) {
  if (urlSchemes === null || urlSchemes === undefined) return;
  if (!Array.isArray(urlSchemes)) {
    yield `${shown('urlSchemes', urlSchemes)} It takes a list of schemes, such as [mailto, tel, com.example.app].`;
    return;
  }
  for (const scheme of urlSchemes) {
    const has = `urlSchemes has ${JSON.stringify(scheme)}.`;
    if (typeof scheme !== 'string' || !/^[a-z][a-z0-9+.-]*$/.test(scheme))
      yield `${has} It takes schemes in small letters and without ":", such as mailto.`;
    else if (NEVER.includes(scheme)) yield `${has} No link may have that: it could show or run anything.`;
    else if (scheme === 'http' || scheme === 'https') yield `${has} Links have that anyway.`;
  }
  const characters = urlSchemes.join().length;
  if (characters > MOST_SCHEMES)
    yield `urlSchemes: together they have ${characters} characters, and there is room for ${MOST_SCHEMES}.`;
}

/** In the same environment as the domains and the blocked hosts. */
const MOST_SCHEMES = 300;

module.exports = { blockedProblems, DOMAIN, schemeProblems, shortDomainProblems, shown };
