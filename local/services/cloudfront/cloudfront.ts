import type { HttpRequest, HttpResponse } from '../../http.ts';
import type { AwsService } from '../service.ts';
import { refusal } from './xml.ts';

/** CloudFront's own API: what is in its parts. */
export class CloudFront implements AwsService {
  readonly #invalidations: AwsService;
  readonly #distributions: AwsService;

  constructor(invalidations: AwsService, distributions: AwsService) {
    this.#invalidations = invalidations;
    this.#distributions = distributions;
  }

  permissions(request: HttpRequest) {
    return this.#of(request).permissions(request);
  }

  handle(request: HttpRequest): Promise<HttpResponse> {
    return this.#of(request).handle(request) as Promise<HttpResponse>;
  }

  accessDenied(message: string): HttpResponse {
    return refusal(403, 'AccessDenied', message);
  }

  #of({ path }: HttpRequest): AwsService {
    return path.includes('/invalidation') ? this.#invalidations : this.#distributions;
  }
}
