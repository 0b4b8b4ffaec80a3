import type { ResponseHeadersPolicyConfig } from './config.ts';

type Security = NonNullable<ResponseHeadersPolicyConfig['SecurityHeadersConfig']>;
type Cors = NonNullable<ResponseHeadersPolicyConfig['CorsConfig']>;

/** One header of a policy: without `override`, the origin's own value wins. */
interface PolicyHeader {
  name: string;
  value: string;
  override: boolean;
}

/**
 * Puts a response headers policy onto an answer on its way to the viewer; the cached object stays as it is.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function applyHeadersPolicy(
  policy: ResponseHeadersPolicyConfig,
  response: Headers,
  viewer: { method: string; origin: string | null },
): void {
  for (const { Header } of policy.RemoveHeadersConfig?.Items ?? []) response.delete(Header);
  const custom = policy.CustomHeadersConfig?.Items ?? [];
  const all = [
    ...corsHeaders(policy.CorsConfig, viewer),
    ...securityHeaders(policy.SecurityHeadersConfig ?? {}),
    ...custom.map(({ Header, Value, Override }) => ({ name: Header, value: Value, override: Override })),
  ];
  for (const { name, value, override } of all) if (override || !response.has(name)) response.set(name, value);
}

function securityHeaders(config: Security): PolicyHeader[] {
  const { ContentSecurityPolicy: csp, ContentTypeOptions: type, FrameOptions: frame } = config;
  const { ReferrerPolicy: referrer, StrictTransportSecurity: hsts, XSSProtection: xss } = config;
  const headers: (PolicyHeader | false | undefined)[] = [
    csp && header('content-security-policy', csp.ContentSecurityPolicy, csp),
    type && header('x-content-type-options', 'nosniff', type),
    frame && header('x-frame-options', frame.FrameOption, frame),
    referrer && header('referrer-policy', referrer.ReferrerPolicy, referrer),
    hsts && header('strict-transport-security', hstsValue(hsts), hsts),
    xss && header('x-xss-protection', xssValue(xss), xss),
  ];
  return headers.filter(entry => typeof entry === 'object');
}

const header = (name: string, value: string, { Override }: { Override: boolean }): PolicyHeader => ({
  name,
  value,
  override: Override,
});

function hstsValue(hsts: NonNullable<Security['StrictTransportSecurity']>): string {
  const parts = [
    `max-age=${hsts.AccessControlMaxAgeSec}`,
    hsts.IncludeSubdomains && 'includeSubDomains',
    hsts.Preload && 'preload',
  ];
  return parts.filter(Boolean).join('; ');
}

function xssValue(xss: NonNullable<Security['XSSProtection']>): string {
  if (!xss.Protection) return '0';
  const parts = ['1', xss.ModeBlock && 'mode=block', xss.ReportUri && `report=${xss.ReportUri}`];
  return parts.filter(Boolean).join('; ');
}

/** CORS headers only ever answer a request that has an `Origin`. */
function corsHeaders(
  cors: Cors | undefined,
  viewer: { method: string; origin: string | null },
): PolicyHeader[] {
  if (!cors || viewer.origin === null) return [];
  const origins = cors.AccessControlAllowOrigins.Items;
  const allowed = origins.includes('*') ? '*' : origins.find(origin => origin === viewer.origin);
  if (allowed === undefined) return [];
  const values: [string, string | undefined][] = [
    ['access-control-allow-origin', allowed],
    ['access-control-allow-credentials', cors.AccessControlAllowCredentials ? 'true' : undefined],
    ['access-control-expose-headers', cors.AccessControlExposeHeaders?.Items.join(', ')],
  ];
  if (viewer.method === 'OPTIONS')
    values.push(
      ['access-control-allow-methods', cors.AccessControlAllowMethods.Items.join(', ')],
      ['access-control-allow-headers', cors.AccessControlAllowHeaders.Items.join(', ')],
      ['access-control-max-age', cors.AccessControlMaxAgeSec?.toString()],
    );
  return values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, override: cors.OriginOverride }],
  );
}
