import type { HttpResponse } from '../../http.ts';
import type { Origin } from './edge-event.ts';
import { type EdgeRequest, type EventParts, type EventType, edgeEvent } from './edge-event.ts';
import { InvalidResult, type RequestResult, readRequestResult, readResponseResult } from './edge-rules.ts';
import { type Edge, type Exchange, eventSource } from './exchange.ts';
import { EdgeFailure } from './failure.ts';

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
const TIMEOUT_SECONDS: Record<EventType, number> = {
  'viewer-request': 5,
  'origin-request': 30,
  'origin-response': 30,
};

/** Runs the behaviour's function at a request trigger, if it has one: the request to go on with, or an answer. */
export async function runRequestTrigger(
  edge: Edge,
  exchange: Exchange,
  type: 'viewer-request' | 'origin-request',
  request: EdgeRequest,
  origin?: Origin,
): Promise<RequestResult> {
  const result = await invoke(edge, exchange, type, request, origin ? { origin } : {});
  if (!result) return { request, origin: undefined };
  return checked(type, () => readRequestResult(type, result.value, request, origin));
}

/** Runs the behaviour's origin-response function, if it has one, on what an origin answered. */
export async function runResponseTrigger(
  edge: Edge,
  exchange: Exchange,
  request: EdgeRequest,
  origin: Origin,
  response: HttpResponse,
): Promise<HttpResponse> {
  const result = await invoke(edge, exchange, 'origin-response', request, { origin, response });
  return result ? checked('origin-response', () => readResponseResult(result.value, response)) : response;
}

async function invoke(
  edge: Edge,
  exchange: Exchange,
  type: EventType,
  request: EdgeRequest,
  parts: EventParts,
): Promise<{ value: unknown } | undefined> {
  const edgeFunction = exchange.behaviour.edgeFunctions.get(type);
  if (!edgeFunction) return undefined;
  const { arn, includeBody } = edgeFunction;
  const event = edgeEvent(type, eventSource(edge, exchange), request, { ...parts, includeBody });
  try {
    const running = edge.context.invokeEdge(arn, event);
    return { value: await edge.deadlines.within(TIMEOUT_SECONDS[type] * 1000, running) };
  } catch (error) {
    throw new EdgeFailure(
      503,
      'LambdaExecutionError',
      "The Lambda function associated with the CloudFront distribution is invalid or doesn't have the required permissions.",
      `The ${type} function failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function checked<T>(type: EventType, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidResult)) throw error;
    const explanation = `The Lambda function result failed validation: ${error.message}`;
    throw new EdgeFailure(502, 'LambdaValidationError', explanation, `${type}: ${error.message}`);
  }
}
