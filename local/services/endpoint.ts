import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { respond } from '../http.ts';
import type { AccessControl, Caller, Permission } from './iam.ts';
import type { AwsService } from './service.ts';

export interface EndpointOptions {
  /** By the name a signature carries: `s3`, `dynamodb`, `sqs`, `cloudfront`. */
  services: Record<string, AwsService>;
  access: AccessControl;
  /** The caller an access key id stands for; undefined = nobody we know. */
  callerOf(accessKeyId: string): Caller | undefined;
  /** Told of each refused call. */
  onDenied(message: string): void;
}

/** `AWS4-HMAC-SHA256 Credential=KEYID/date/region/service/aws4_request, …`
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
const CREDENTIAL = /Credential=([^/,\s]+)\/\d+\/[^/,\s]+\/([^/,\s]+)\/aws4_request/;

/**
 * The one address all AWS clients of this machine talk to. The signature's scope names the service, its access key id the
 * caller; the signature itself is not verified. Each call is checked against the caller's policies before it is made.
 */
export function createEndpoint(options: EndpointOptions): HttpHandler {
  return async request => {
    const [, accessKeyId, name] = CREDENTIAL.exec(request.headers.get('authorization') ?? '') ?? [];
    const service = options.services[name ?? ''];
    if (!accessKeyId || !service)
      return respond(
        400,
        { 'content-type': 'text/plain' },
        `No local service ${name ?? '(unsigned request)'}.\n`,
      );
    const caller = options.callerOf(accessKeyId) ?? { kind: 'anonymous' };
    return guard(service, options.access, options.onDenied)({ ...request, caller });
  };
}

/** Wraps a service so that a call is refused, in the service's own words, unless `request.caller` may make it. */
export function guard(
  service: AwsService,
  access: AccessControl,
  onDenied: (message: string) => void,
): HttpHandler {
  return async request => {
    const caller = request.caller ?? { kind: 'anonymous' };
    const lacking = access.refused(caller, service.permissions(request));
    if (lacking) {
      const message = `${describe(caller)} is not authorized to perform: ${lacking.action} on resource: ${lacking.resource}`;
      onDenied(message);
      return service.accessDenied(message, request);
    }
    return hideMissing(await service.handle(request), request, caller, service, access);
  };
}

/** Who may not list a bucket is not told that an object is missing: S3 answers 403 in place of 404.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax (Permissions) */
function hideMissing(
  response: HttpResponse,
  request: HttpRequest,
  caller: Caller,
  service: AwsService,
  access: AccessControl,
): HttpResponse {
  if (response.status !== 404 || (request.method !== 'GET' && request.method !== 'HEAD')) return response;
  const needed = service.permissions(request).flatMap(listing);
  return access.refused(caller, needed) ? service.accessDenied('Access Denied', request) : response;
}

function listing({ action, resource }: Permission): Permission[] {
  const bucket = resource.split('/')[0];
  return action === 's3:GetObject' && bucket ? [{ action: 's3:ListBucket', resource: bucket }] : [];
}

function describe(caller: Caller): string {
  if (caller.kind === 'role') return `AccessDenied: role ${caller.roleName}`;
  if (caller.kind === 'service') return `AccessDenied: ${caller.service} for ${caller.sourceArn}`;
  return 'AccessDenied: an unknown caller';
}
