/** Every environment variable a function or a container may ask for, and what it holds. Nobody else reads `process.env`. */
const VARIABLES = {
  LINKS_TABLE: 'the name of the DynamoDB table of links',
  HINTS_TABLE: 'the name of the DynamoDB table by which links are found, and of their versions',
  COUNTERS_TABLE: 'the name of the DynamoDB table of what is counted',
  CLICKS_TABLE: 'the name of the DynamoDB table of clicks, and of visits of crawlers',
  SHORT_DOMAINS: 'the short domains, a JSON list whose first is the default (core/links/domains.ts)',
  LINKS_DISTRIBUTION: 'the id of the short domains’ distribution',
  SITE_DISTRIBUTION: 'the id of the site’s distribution',
  BLOCKED_HOSTS: 'hosts that no link may lead to, each with all below it, separated by commas; may be empty',
  URL_SCHEMES: 'the schemes that links may have besides http and https, separated by commas; may be empty',
  DOMAIN_FILES:
    'what the short domains say to robots and of apps, JSON (core/links/follow/files.ts); may be empty, for the usual',
  WEB_RISK_KEY: 'the key of Google’s Web Risk; may be empty, for not asking it',
  LOKI_URL: 'where Loki is, to which log lines are shipped; may be empty, for nowhere',
  LOKI_TENANT: 'whose lines these are at Loki; may be empty',
  LOKI_SECRET: 'what proves so, `user:password` or a bearer token; may be empty',
  KEYS_TABLE: 'the name of the DynamoDB table of API keys',
  READS_PER_KEY: 'how many calls that read a key has in a minute',
  WRITES_PER_KEY: 'how many other calls it has',
  SLUG_SECRET: 'the secret that generated slugs are made with; another one gives every url another slug',
  ORIGIN_SECRET:
    'the secret CloudFront sends in x-origin-secret; while it is exchanged, the former one as well, after a space',
  SITE_BUCKET: 'the name of the bucket that holds the app and the snapshots',
  SITE_HOSTS: 'the hosts whose pages are rendered, separated by commas; *.example.com stands for one label',
  SNAPSHOTS_TABLE: 'the name of the DynamoDB table of snapshots',
  LIMITS_TABLE: 'the name of the DynamoDB table of what rendering may still cost',
  RENDER_QUEUE: 'the URL of the SQS queue of pages to render',
  RENDERS_PER_DAY: 'how many pages at most are rendered again in a day',
  PAGE_PARAMETERS: 'the query parameters that make another page, separated by commas; may be empty',
  SITEMAP: 'the path of the site’s sitemap; may be empty, for none',
  RENDER_ISOLATION: 'shared: pages of one origin share their caches; strict: they share nothing',
  INDEXNOW_KEY: 'the site’s key of IndexNow; may be empty, for not telling search engines of changes',
  SITE_MARK: 'what the site’s own distribution says in x-signpost-site',
  SITE_API_DOMAIN: 'the domain of the app’s own API; may be empty, for none',
  SITE_APIS:
    'further APIs of the app, path=domain and the longest path first, separated by commas; may be empty',
  SITE_FILES:
    'the paths of the site that are files of the app, as CloudFront’s path patterns, separated by commas',
  PRIVATE_ORIGINS:
    'origins that are not public and that pages may reach all the same, separated by commas; may be empty',
  RENDER_DEADLINE_MS: 'how many milliseconds a crawler waits for a page that has no snapshot yet',
  RENDERS_PER_MINUTE: 'how many pages at most are rendered in a minute while crawlers wait',
  RENDERS_PER_CLIENT: 'how many of these at most for one client that has not proved who it is',
  SHORT_HOST: 'what the first short domain is called, or CloudFront’s own name of it',
  EVENT_BUS: 'the name of the EventBridge bus that is told of changes of links; may be empty, for none',
  WEBHOOKS:
    'the addresses that are told of changes of links, a JSON list (core/events/webhooks.ts); may be empty',
  WEBHOOK_SECRETS: 'the secret of each of them, separated by commas',
  WEBHOOKS_QUEUE: 'the URL of the SQS queue of what they are told; may be empty, for none',
  PAGES: 'how many pages a container renders at once',
  STAGE: 'the block of the settings that is deployed',
} as const;

export type Variable = keyof typeof VARIABLES;

/** These must be set, too, and may be empty. */
const MAY_BE_EMPTY: readonly Variable[] = [
  'BLOCKED_HOSTS',
  'URL_SCHEMES',
  'DOMAIN_FILES',
  'WEB_RISK_KEY',
  'LOKI_URL',
  'LOKI_TENANT',
  'LOKI_SECRET',
  'PAGE_PARAMETERS',
  'SITEMAP',
  'INDEXNOW_KEY',
  'SITE_API_DOMAIN',
  'SITE_APIS',
  'PRIVATE_ORIGINS',
  'EVENT_BUS',
  'WEBHOOKS',
  'WEBHOOKS_QUEUE',
];

/**
 * The values of the variables asked for. Both call it while they load, so that a wrong deployment fails
 * before its first request. Throws an error that names every variable that is missing, or empty where it may not be.
 */
export function environment<Name extends Variable>(...names: Name[]): Record<Name, string> {
  const missing = names.filter(
    name => !process.env[name] && !(process.env[name] === '' && MAY_BE_EMPTY.includes(name)),
  );
  if (missing.length > 0)
    throw new Error(`Not set: ${missing.map(name => `${name} (${VARIABLES[name]})`).join(', ')}`);
  return Object.fromEntries(names.map(name => [name, process.env[name]])) as Record<Name, string>;
}

/** Where AWS is, and who calls it. */
export interface Aws {
  region: string;
  /** Another address than AWS's own. */
  endpoint: string | undefined;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/**
 * AWS by the variables that its SDKs read, too. Lambda sets them: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * Throws an error that names those that are missing.
 */
export function awsEnvironment(): Aws {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = process.env;
  if (!AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new Error('Not set: AWS_REGION, AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY');
  return {
    region: AWS_REGION,
    endpoint: AWS_ENDPOINT_URL_DYNAMODB ?? AWS_ENDPOINT_URL,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  };
}
