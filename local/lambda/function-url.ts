/**
 * A Lambda Function URL: the same event and answer as the HTTP API (payload.ts), without routes and with IAM in front.
 * Docs: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 *
 * Not modelled: response streaming, CORS, `requestContext.authorizer.iam`. Not verified on the real one: the bodies of the
 * 413, 429 and 502 answers.
 */
import type { Clock } from '../../core/clock.ts';
import { type RandomBytes, uuid } from '../../core/ids.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { type InvokeOptions, LambdaPayloadTooLarge, LambdaThrottled } from './lambda.ts';
import { payloadEvent, payloadResponse } from './payload.ts';

export interface FunctionUrlConfig {
  urlId: string;
  domainName: string;
  invoke(event: unknown, options: InvokeOptions): Promise<unknown>;
  /** AuthType AWS_IAM: whether the signer of the request may call the function. AuthType NONE: always true. */
  authorize(request: HttpRequest): boolean;
  clock: Clock;
  random: RandomBytes;
  /** Hears why a request was answered with a 5xx. */
  log?(line: string): void;
}

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Makes the handler of one Function URL. */
export function createFunctionUrl(config: FunctionUrlConfig): HttpHandler {
  return async request => {
    const requestId = uuid(config.random);
    const response = config.authorize(request)
      ? await answer(config, request, requestId)
      : refusal(403, { Message: 'Forbidden' }, 'AccessDeniedException');
    response.headers.set('x-amzn-requestid', requestId);
    return response;
  };
}

async function answer(
  config: FunctionUrlConfig,
  request: HttpRequest,
  requestId: string,
): Promise<HttpResponse> {
  if (request.body.length > MAX_BODY_BYTES) return tooLarge();
  const event = () =>
    payloadEvent(request, {
      // What the real one says where nobody signed; for a signed request it is the caller's account.
      accountId: request.caller ? '000000000000' : 'anonymous',
      apiId: config.urlId,
      domainName: config.domainName,
      stage: '$default',
      routeKey: '$default',
      rawPath: request.path,
      requestId,
      now: config.clock.now(),
      random: config.random,
    });
  try {
    const response = payloadResponse(await config.invoke(event(), { renew: event }), 'application/json');
    if (response) return response;
    config.log?.("the function's result is not an HTTP answer");
  } catch (error) {
    if (error instanceof LambdaThrottled)
      return refusal(429, { Message: error.message }, 'TooManyRequestsException');
    if (error instanceof LambdaPayloadTooLarge) return tooLarge();
    config.log?.(error instanceof Error ? error.message : String(error));
  }
  return respond(502, { 'content-type': 'application/json' }, 'Internal Server Error');
}

function tooLarge(): HttpResponse {
  const { errorType, message } = new LambdaPayloadTooLarge();
  return refusal(413, { Message: message }, errorType);
}

function refusal(status: number, body: object, errorType: string): HttpResponse {
  return respond(
    status,
    { 'content-type': 'application/json', 'x-amzn-errortype': errorType },
    JSON.stringify(body),
  );
}
