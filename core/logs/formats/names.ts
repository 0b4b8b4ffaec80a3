/** The fields an entry is made of, as CloudFront documents them. */
const NAMES = [
  'timestamp(ms)',
  'timestamp',
  'date',
  'time',
  'x-edge-request-id',
  'c-ip',
  'c-country',
  'cs-method',
  'x-host-header',
  'cs(Host)',
  'cs-uri-stem',
  'cs-uri-query',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'sc-content-type',
  'sc-bytes',
  'time-taken',
  'x-edge-result-type',
];
const DOCUMENTED = new Map(NAMES.map(name => [bare(name), name]));

/** The name CloudFront documents for one spelled otherwise, as by tables that know no hyphens: `cs_uri_stem`, `cs_user_agent`. */
export function documentedName(name: string): string {
  return DOCUMENTED.get(bare(name)) ?? name;
}

/** Whether any of the names is CloudFront's. */
export function areCloudFronts(names: readonly string[]): boolean {
  return names.some(name => /^(?:c|cs|sc|x)-/.test(bare(name)));
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
