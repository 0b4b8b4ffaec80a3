import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import type { HttpRequest, HttpResponse } from '../../http.ts';
import { ACCOUNT } from '../../template/names.ts';
import type { AwsService } from '../service.ts';
import { escaped, NAMESPACE, refusal, unescaped, xml } from './xml.ts';

/**
 * CloudFront's own API, as far as functions call it: CreateInvalidation, which here is in force once it has been answered. Not
 * modelled: reading invalidations, tags, and how many may be under way.
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
 */
export class Invalidations implements AwsService {
  /** The distributions by their ids. */
  readonly #distributions: ReadonlyMap<string, { invalidate(paths: readonly string[]): void }>;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  /** The id of each invalidation by what its caller calls it, with what it is of. */
  readonly #made = new Map<string, { id: string; paths: string[] }>();

  constructor(
    distributions: ReadonlyMap<string, { invalidate(paths: readonly string[]): void }>,
    { clock, random }: { clock: Clock; random: RandomBytes },
  ) {
    this.#distributions = distributions;
    this.#clock = clock;
    this.#random = random;
  }

  permissions({ method, path }: HttpRequest) {
    const id = PATH.exec(path)?.[1] ?? '*';
    const action = method === 'POST' ? 'cloudfront:CreateInvalidation' : 'cloudfront:ListInvalidations';
    return [{ action, resource: `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}` }];
  }

  async handle({ method, path, body }: HttpRequest): Promise<HttpResponse> {
    const id = PATH.exec(path)?.[1];
    if (method !== 'POST' || id === undefined)
      return refusal(501, 'NotImplemented', `The local CloudFront knows no ${method} ${path}.`);
    const distribution = this.#distributions.get(id);
    if (!distribution)
      return refusal(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
    const batch = readBatch(body.toString('utf8'));
    if ('wrong' in batch) return batch.wrong;
    const name = `${id} ${batch.reference}`;
    const before = this.#made.get(name);
    if (before && before.paths.join() !== batch.paths.join())
      return refusal(
        400,
        'InvalidArgument',
        'Your request contains a caller reference that was used before.',
      );
    const made = before ?? { id: this.#newId(), paths: batch.paths };
    this.#made.set(name, made);
    if (!before) distribution.invalidate(batch.paths);
    return this.#created(id, made.id, batch);
  }

  accessDenied(message: string): HttpResponse {
    return refusal(403, 'AccessDenied', message);
  }

  #newId(): string {
    return `I${this.#random(13).toString('hex').slice(0, 25).toUpperCase()}`;
  }

  #created(distribution: string, id: string, { reference, paths }: Batch): HttpResponse {
    const items = paths.map(path => `<Path>${escaped(path)}</Path>`).join('');
    const location = `https://cloudfront.amazonaws.com/2020-05-31/distribution/${distribution}/invalidation/${id}`;
    return xml(
      201,
      `<Invalidation xmlns="${NAMESPACE}"><Id>${id}</Id><Status>Completed</Status>` +
        `<CreateTime>${new Date(this.#clock.now()).toISOString()}</CreateTime>` +
        `<InvalidationBatch><Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths>` +
        `<CallerReference>${escaped(reference)}</CallerReference></InvalidationBatch></Invalidation>`,
      { location },
    );
  }
}

const PATH = /^\/2020-05-31\/distribution\/(\w+)\/invalidation\/?$/;
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-invalidations */
const MOST_PATHS = 3000;

interface Batch {
  reference: string;
  paths: string[];
}

function readBatch(body: string): Batch | { wrong: HttpResponse } {
  const wrong = (code: string, message: string, status = 400) => ({ wrong: refusal(status, code, message) });
  if (body === '') return wrong('MissingBody', 'The body is missing.');
  const reference = textOf(body, 'CallerReference')[0];
  const quantity = Number(textOf(body, 'Quantity')[0]);
  const paths = textOf(body, 'Path');
  if (!/<InvalidationBatch[\s>]/.test(body) || !reference || !Number.isInteger(quantity))
    return wrong('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
  if (quantity !== paths.length || quantity === 0)
    return wrong('InconsistentQuantities', 'The value of Quantity and the number of items do not match.');
  if (quantity > MOST_PATHS) return wrong('BatchTooLarge', 'Invalidation batch specified is too large.', 413);
  const odd = paths.find(path => !/^\/[!-~]*$/.test(path) || /\*./.test(path));
  if (odd !== undefined)
    return wrong('InvalidArgument', 'Your request contains one or more invalid invalidation paths.');
  return { reference, paths };
}

/** The texts of all elements of a name. */
const textOf = (body: string, name: string): string[] =>
  [...body.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => unescaped(text));
