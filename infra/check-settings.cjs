// What is wrong with a stage's settings, said before anything is built: CloudFormation would say it after ten minutes, and in
// other words. CommonJS, because the packager's plugin is.

const {
  blockedProblems,
  DOMAIN,
  schemeProblems,
  shortDomainProblems,
  shown,
} = require('./check-domains.cjs');
const { apiPath } = require('./site-apis.cjs');
const { filePattern } = require('./site-files.cjs');
const { wafProblems } = require('./check-waf.cjs');

/** Settings that are numbers, and the least they may be. */
const LEAST = {
  renderDeadlineMs: 100,
  rendersPerMinute: 1,
  rendersPerClient: 0,
  rendersPerDay: 0,
  requestsPerSecond: 1,
  requestsAtOnce: 1,
  readsPerKey: 1,
  writesPerKey: 1,
  redirectConcurrency: 0,
};

/** Settings that take one of a few words. */
const WORDS = {
  viewerRequest: ['lambda', 'cloudfront-function'],
  renderIsolation: ['shared', 'strict'],
  renderer: ['lambda', 'fargate'],
};

const DOMAINS = ['shortDomain', 'siteDomain', 'siteApiDomain'];

/** vCPU units of a Fargate task with the least and most MiB of memory, and the step between.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size */
const FARGATE_SIZES = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/**
 * The first thing that is wrong with a stage's settings, as a sentence that says what would be right; undefined when nothing is.
 */
exports.problemOf = settings => {
  const [problem] = [
    ...numberProblems(settings),
    ...wordProblems(settings),
    ...domainProblems(settings),
    ...blockedProblems(settings),
    ...shortDomainProblems(settings),
    ...schemeProblems(settings),
    ...apiProblems(settings),
    ...fileProblems(settings),
    ...roomProblems(settings),
    ...privateOriginProblems(settings),
    ...certificateProblems(settings),
    ...mailProblems(settings),
    ...lokiProblems(settings),
    ...eventProblems(settings),
    ...fargateProblems(settings),
    ...wafProblems(settings),
  ];
  return problem === undefined ? undefined : `infra/settings.yml: ${problem}`;
};

/** The functions would take a word for no number at all, and render nothing, or without an end. */
function* numberProblems(settings) {
  for (const [name, least] of Object.entries(LEAST))
    if (!Number.isInteger(settings[name]) || settings[name] < least)
      yield `${shown(name, settings[name])} It takes a whole number, ${least} or more.`;
}

function* wordProblems(settings) {
  for (const [name, words] of Object.entries(WORDS))
    if (!words.includes(settings[name]))
      yield `${shown(name, settings[name])} It takes ${words.join(' or ')}.`;
}

function* domainProblems(settings) {
  for (const name of DOMAINS)
    if (settings[name] !== '' && !DOMAIN.test(settings[name]))
      yield `${shown(name, settings[name])} It takes a bare domain in small letters, such as www.example.com, or nothing.`;
  const { shortDomain, siteDomain, siteApiDomain } = settings;
  const further = Object.keys(settings.shortDomains ?? {});
  if (shortDomain !== '' && shortDomain === siteDomain)
    yield `shortDomain and siteDomain are both ${siteDomain}. One domain can belong to one distribution only; each takes its own.`;
  if (siteApiDomain !== '' && [shortDomain, siteDomain, ...further].includes(siteApiDomain))
    yield `siteApiDomain is ${siteApiDomain}, which leads here. It takes the domain under which your API answers by itself.`;
}

/** A distribution has 75 behaviours, and site-distribution.yml takes the others; four of them are of .html.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-web-distributions */
const ROOM = 28;
const OF_HTML = 4;

/** The names of the paths are in the renderer's environment, and all of that may have 4 KB.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const MOST_CHARACTERS = 1500;

/** APIs at other paths than /api/*, which is siteApiDomain's. */
function* apiProblems({ siteApis, siteApiDomain, shortDomain, shortDomains, siteDomain }) {
  if (siteApis === null || siteApis === undefined) return;
  if (typeof siteApis !== 'object' || Array.isArray(siteApis)) {
    yield `${shown('siteApis', siteApis)} It takes paths, each with a domain, such as { /graphql: api.example.com }.`;
    return;
  }
  const one = 'One domain answers it and all below it.';
  const before = new Map();
  for (const [written, domain] of Object.entries(siteApis)) {
    const { path, problem } = readPath(written);
    if (problem !== undefined) yield `siteApis: ${problem}.`;
    else if (path === '/api' && siteApiDomain !== '')
      yield `siteApis: ${path} has an API already, siteApiDomain. ${one}`;
    else if (before.has(path))
      yield `siteApis: ${path} is there twice, as ${before.get(path)} and ${written}. ${one}`;
    before.set(path, written);
    const has = `siteApis: ${written} has ${JSON.stringify(domain)}`;
    if (typeof domain !== 'string' || !DOMAIN.test(domain))
      yield `${has}. It takes a bare domain in small letters, such as api.example.com.`;
    else if ([shortDomain, siteDomain, ...Object.keys(shortDomains ?? {})].includes(domain))
      yield `${has}, which leads here. It takes the domain under which your API answers by itself.`;
  }
}

function readPath(written) {
  try {
    return { path: apiPath(written) };
  } catch (error) {
    return { problem: error.message };
  }
}

/** Files of the app that the usual paths do not reach. */
function* fileProblems({ siteFiles, htmlPages }) {
  if (typeof htmlPages !== 'boolean') yield `${shown('htmlPages', htmlPages)} It takes true or false.`;
  if (siteFiles === null || siteFiles === undefined) return;
  if (!Array.isArray(siteFiles)) {
    yield `${shown('siteFiles', siteFiles)} It takes a list of paths, such as [/downloads/LICENSE, /models/*, "*.proto"].`;
    return;
  }
  const before = new Map();
  for (const written of siteFiles) {
    const { pattern, problem } = readPattern(written);
    if (problem !== undefined) yield `siteFiles: ${problem}.`;
    else if (before.has(pattern))
      yield `siteFiles: ${written} is there twice, as ${before.get(pattern)} and ${written}.`;
    before.set(pattern, written);
  }
  const characters = siteFiles.join().length;
  if (characters > MOST_CHARACTERS)
    yield `siteFiles: together they have ${characters} characters, and there is room for ${MOST_CHARACTERS}. Name folders or endings, such as /models/* or "*.proto".`;
}

function readPattern(written) {
  try {
    return { pattern: filePattern(written) };
  } catch (error) {
    return { problem: error.message };
  }
}

function* roomProblems({ siteApis, siteFiles, htmlPages }) {
  const [apis, files] = [Object.keys(siteApis ?? {}).length, siteFiles?.length ?? 0];
  const room = ROOM + (htmlPages ? OF_HTML : 0);
  if (2 * apis + files > room)
    yield `siteApis has ${apis} and siteFiles ${files}. CloudFront has room for ${room} more behaviours; an API takes two of them, and a path of files one.`;
}

/** A renderer would take what is no origin for one that no page ever asks. */
function* privateOriginProblems({ privateOrigins }) {
  const right = 'It takes origins such as http://api.internal:8080, separated by commas';
  if (typeof privateOrigins !== 'string') {
    yield `${shown('privateOrigins', privateOrigins)} ${right}, or nothing.`;
    return;
  }
  for (const origin of privateOrigins.split(',').filter(Boolean))
    if (!/^https?:[^*]+$/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
      yield `privateOrigins has ${JSON.stringify(origin)}. ${right}.`;
}

/** Without a certificate of its own CloudFront refuses another name, ten minutes into the deploy. */
function* certificateProblems({ shortDomain, shortDomains, siteDomain, certificateArn }) {
  const domains = [shortDomain, ...Object.keys(shortDomains ?? {}), siteDomain].filter(
    domain => domain !== '',
  );
  if (certificateArn === '') {
    if (domains.length > 0)
      yield `certificateArn is empty, and ${domains.join(' and ')} cannot be served without. It takes the ARN of an issued ACM certificate in us-east-1 that covers ${['it', 'both'][domains.length - 1] ?? 'all of them'}; docs/deploy.md says how to get one.`;
    return;
  }
  // CloudFront reads certificates in us-east-1 alone:
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
  if (!/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificateArn))
    yield `${shown('certificateArn', certificateArn)} It takes the ARN of an ACM certificate in us-east-1, arn:aws:acm:us-east-1:ACCOUNT:certificate/ID.`;
}

/** AWS finds out whether it is somebody's. */
function* mailProblems({ alarmEmail }) {
  if (alarmEmail !== '' && !/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(alarmEmail))
    yield `${shown('alarmEmail', alarmEmail)} It takes one mail address, such as ops@example.com, or nothing.`;
}

/** The secret goes along, so it goes by https. Loki's tenants: https://grafana.com/docs/loki/latest/operations/multi-tenancy/ */
function* lokiProblems({ lokiUrl, lokiTenant, lokiSecret }) {
  if (typeof lokiUrl !== 'string' || !isLoki(lokiUrl))
    yield `${shown('lokiUrl', lokiUrl)} It takes where Loki is, without /loki/api/v1/push and without a password, such as https://logs.example.com, or nothing.`;
  if (typeof lokiTenant !== 'string' || !/^[\w!.*'()-]{0,150}$/.test(lokiTenant))
    yield `${shown('lokiTenant', lokiTenant)} It takes one tenant's name, or nothing.`;
  if (typeof lokiSecret !== 'string' || !/^[\w/+=.@:-]*$/.test(lokiSecret))
    yield `${shown('lokiSecret', lokiSecret)} It takes the name or the ARN of a secret in Secrets Manager, or nothing.`;
  if (lokiUrl === '' && (lokiTenant !== '' || lokiSecret !== ''))
    yield 'lokiUrl is empty, and lokiTenant or lokiSecret is not. Without it nothing is shipped, so say where Loki is.';
}

function isLoki(text) {
  if (text === '') return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    url.protocol === 'https:' &&
    url.username + url.password + url.search + url.hash === '' &&
    !/[?#\s]/.test(text) &&
    !/\/loki\/api\b/.test(url.pathname)
  );
}

/** What core/events/event.ts has. */
const EVENTS = ['link.created', 'link.updated', 'link.deleted'];
exports.EVENTS = EVENTS;
/** All of them are in the environment of two functions, beside their secrets. */
const MOST_WEBHOOKS = 10;
const MOST_WEBHOOK_CHARACTERS = 1500;
/** Of webhooks that are called so much, as many have room for a second secret of the longest. */
const MOST_FORMER_SECRETS = 8;

function* eventProblems({ events, webhooks }) {
  if (events !== undefined && typeof events !== 'boolean')
    yield `${shown('events', events)} It takes true or false.`;
  if (webhooks === null || webhooks === undefined) return;
  if (!Array.isArray(webhooks)) {
    yield `${shown('webhooks', webhooks)} It takes a list, such as [{ url: "https://example.com/hook", secret: signpost/webhook }].`;
    return;
  }
  for (const webhook of webhooks) yield* webhookProblems(webhook ?? {});
  const former = webhooks.filter(webhook => webhook?.formerSecret !== undefined).length;
  if (former > MOST_FORMER_SECRETS)
    yield `webhooks: ${former} of them have a formerSecret. There is room for ${MOST_FORMER_SECRETS} at a time.`;
  const urls = webhooks.map(webhook => webhook?.url);
  const twice = urls.find((url, i) => urls.indexOf(url) < i);
  if (twice !== undefined) yield `webhooks: ${twice} is there twice. One webhook may have several events.`;
  if (webhooks.length > MOST_WEBHOOKS || urls.join().length > MOST_WEBHOOK_CHARACTERS)
    yield `webhooks has ${webhooks.length}, with ${urls.join().length} characters. There is room for ${MOST_WEBHOOKS} and ${MOST_WEBHOOK_CHARACTERS}; a rule of EventBridge may tell more (events: true).`;
}

function* webhookProblems({ url, secret, formerSecret, events, ...more }) {
  const of = `webhooks: ${shown('url', url)}`;
  if (typeof url !== 'string' || !isWebhook(url))
    yield `${of} It takes an https address of the internet without a password, such as https://example.com/hook.`;
  if (!isSecret(secret))
    yield `webhooks: ${shown('secret', secret)} Of ${url}. It takes the name of a secret in Secrets Manager.`;
  if (formerSecret !== undefined && (!isSecret(formerSecret) || formerSecret === secret))
    yield `webhooks: ${shown('formerSecret', formerSecret)} Of ${url}. It takes the name of the secret that was there before, another one than secret has; nothing without it.`;
  if (
    events !== undefined &&
    !(Array.isArray(events) && events.length > 0 && events.every(each => EVENTS.includes(each)))
  )
    yield `webhooks: ${shown('events', events)} Of ${url}. It takes a list of ${EVENTS.join(', ')}; all without it.`;
  for (const name of Object.keys(more))
    yield `webhooks: ${url} has ${name}. It takes url, secret, formerSecret and events.`;
}

const isSecret = name => typeof name === 'string' && /^[\w/+=.@:-]+$/.test(name);

/** In the local cloud one may listen on this machine. */
function isWebhook(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username + password !== '' || /[{}]/.test(text)) return false;
  return protocol === 'https:' ? hostname.includes('.') : protocol === 'http:' && hostname === 'localhost';
}

function* fargateProblems({ renderer, fargate }) {
  if (renderer !== 'fargate') return;
  const { image, cpu, memory, pages, min, max, capacity } = fargate;
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html and the rules of image tags
  if (!/^[a-z0-9][a-z0-9._/-]*:[\w.-]+$/.test(image))
    yield `${shown('fargate.image', image)} It takes repository:tag of an image that was pushed to this account's ECR, such as signpost-render:1; docs/deploy.md says how.`;
  const [least, most, step] = FARGATE_SIZES[cpu] ?? [];
  if (least === undefined)
    yield `${shown('fargate.cpu', cpu)} It takes one of ${Object.keys(FARGATE_SIZES).join(', ')}.`;
  else if (!Number.isInteger(memory) || memory < least || memory > most || (memory - least) % step !== 0)
    yield `${shown('fargate.memory', memory)} With cpu ${cpu} it takes ${least} to ${most}, in steps of ${step}.`;
  for (const [name, value] of Object.entries({ pages, min, max }))
    if (!Number.isInteger(value) || value < (name === 'min' ? 0 : 1))
      yield `${shown(`fargate.${name}`, value)} It takes a whole number, ${name === 'min' ? 0 : 1} or more.`;
  if (min > max) yield `fargate.min is ${min}, more than fargate.max, which is ${max}.`;
  if (!['FARGATE', 'FARGATE_SPOT'].includes(capacity))
    yield `${shown('fargate.capacity', capacity)} It takes FARGATE or FARGATE_SPOT.`;
}
