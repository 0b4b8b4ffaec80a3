import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../http.ts';
import { ACCOUNT } from '../../template/names.ts';
import type { AwsService } from '../service.ts';
import type { DistributionConfig, OriginConfig } from './config.ts';
import type { Distribution } from './distribution.ts';
import { escaped, NAMESPACE, refusal, unescaped, xml } from './xml.ts';

const PATH = /^\/2020-05-31\/distribution\/(\w+)(\/config)?$/;
const ACTIONS: Record<string, string> = {
  'GET ': 'GetDistribution',
  'GET /config': 'GetDistributionConfig',
  'PUT /config': 'UpdateDistribution',
};

type Changed = Pick<Distribution, 'config' | 'isDeployed' | 'update'>;

/**
 * CloudFront's own API, as far as commands ask it: the headers that origins are sent are read and changed. Not modelled: all else of
 * a configuration, which is not shown and cannot be changed.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
 */
export class DistributionConfigs implements AwsService {
  readonly #distributions: ReadonlyMap<string, Changed>;

  /** @param distributions by their ids */
  constructor(distributions: ReadonlyMap<string, Changed>) {
    this.#distributions = distributions;
  }

  permissions(request: HttpRequest) {
    const action = `cloudfront:${actionOf(request) ?? '*'}`;
    const id = PATH.exec(request.path)?.[1] ?? '*';
    return [{ action, resource: `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}` }];
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const action = actionOf(request);
    if (action === undefined)
      return refusal(
        501,
        'NotImplemented',
        `The local CloudFront knows no ${request.method} ${request.path}.`,
      );
    const id = PATH.exec(request.path)?.[1] ?? '';
    const distribution = this.#distributions.get(id);
    if (!distribution)
      return refusal(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
    if (action === 'UpdateDistribution') return update(id, distribution, request);
    const etag = etagOf(distribution.config);
    if (action === 'GetDistributionConfig') return xml(200, written(distribution.config), { etag });
    return xml(200, described(id, distribution), { etag });
  }

  accessDenied(message: string): HttpResponse {
    return refusal(403, 'AccessDenied', message);
  }
}

const actionOf = ({ method, path }: HttpRequest) => {
  const match = PATH.exec(path);
  return match ? ACTIONS[`${method} ${match[2] ?? ''}`] : undefined;
};

function update(id: string, distribution: Changed, { headers, body }: HttpRequest): HttpResponse {
  const etag = headers.get('if-match');
  if (!etag) return refusal(400, 'InvalidIfMatchVersion', 'The If-Match version is missing or not valid.');
  if (etag !== etagOf(distribution.config))
    return refusal(412, 'PreconditionFailed', 'The request failed because it didn’t meet the preconditions.');
  const asked = body.toString('utf8').replace(/^<\?xml[^>]*>\s*/, '');
  const values = [...asked.matchAll(VALUE)].map(([, value = '']) => unescaped(value));
  const next = withValues(distribution.config, values);
  if (written(next) !== asked)
    return refusal(
      501,
      'NotImplemented',
      'The local CloudFront changes nothing but values of origins’ headers.',
    );
  distribution.update(next);
  return xml(200, described(id, distribution), { etag: etagOf(next) });
}

const VALUE = /<HeaderValue>([^<]*)<\/HeaderValue>/g;

/** The configuration with other values of the headers that origins are sent, in their order. */
function withValues(config: DistributionConfig, values: string[]): DistributionConfig {
  const left = [...values];
  const Origins = config.Origins.map(({ OriginCustomHeaders: headers, ...origin }) => ({
    ...origin,
    ...(headers && {
      OriginCustomHeaders: headers.map(header => ({ ...header, HeaderValue: left.shift() ?? '' })),
    }),
  }));
  return { ...config, Origins };
}

const etagOf = (config: DistributionConfig) =>
  `E${createHash('sha256').update(written(config)).digest('hex').slice(0, 13).toUpperCase()}`;

const described = (id: string, { config, isDeployed }: Changed) =>
  `<Distribution xmlns="${NAMESPACE}"><Id>${id}</Id><Status>${isDeployed ? 'Deployed' : 'InProgress'}</Status>${written(config)}</Distribution>`;

const written = ({ Origins }: DistributionConfig) =>
  `<DistributionConfig xmlns="${NAMESPACE}">${listed('Origins', Origins.map(originOf))}</DistributionConfig>`;

const originOf = ({ Id, DomainName, OriginCustomHeaders = [] }: OriginConfig) =>
  `<Origin><Id>${escaped(Id)}</Id><DomainName>${escaped(DomainName)}</DomainName>${listed(
    'CustomHeaders',
    OriginCustomHeaders.map(
      ({ HeaderName, HeaderValue }) =>
        `<OriginCustomHeader><HeaderName>${escaped(HeaderName)}</HeaderName><HeaderValue>${escaped(HeaderValue)}</HeaderValue></OriginCustomHeader>`,
    ),
  )}</Origin>`;

const listed = (name: string, items: string[]) =>
  `<${name}><Quantity>${items.length}</Quantity><Items>${items.join('')}</Items></${name}>`;
