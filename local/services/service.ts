import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import type { Permission } from './iam.ts';

/** One emulated AWS service behind the shared endpoint. It trusts that the caller's leave has been checked. */
export interface AwsService {
  /** What the call needs leave for; the endpoint checks it against the caller's role before `handle`. */
  permissions(request: HttpRequest): Permission[];
  handle: HttpHandler;
  /** The service's own error shape for a refused call (S3 speaks XML, DynamoDB and SQS JSON). */
  accessDenied(message: string, request: HttpRequest): HttpResponse;
}
