// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html : 6 MB each way; the answer may add 100 bytes.
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;
export const MAX_RESULT_BYTES = MAX_EVENT_BYTES + 100;

/** What the thread tells of something thrown in it. */
export interface ThrownInside {
  errorType: string;
  errorMessage: string;
  stackTrace: string[];
}

/** What Lambda answers instead of a result. `errorType` is the real one's word for it. */
export class LambdaError extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.errorType = errorType;
  }
}

/** Every instance the function may have is busy. */
export class LambdaThrottled extends LambdaError {
  constructor() {
    super('TooManyRequestsException', 'Rate Exceeded.');
  }
}

/** The event is larger than Lambda takes. */
export class LambdaPayloadTooLarge extends LambdaError {
  constructor() {
    super(
      'RequestTooLargeException',
      `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
    );
  }
}

/** The request took longer than the function's timeout; its instance is gone. */
export class LambdaTimedOut extends LambdaError {
  constructor(seconds: number) {
    super('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);
  }
}

/** The instance died under the request: out of memory, `process.exit`, an unhandled rejection. */
export class LambdaCrashed extends LambdaError {
  constructor(message: string) {
    super('Runtime.ExitError', message);
  }
}

/** The bundle could not be loaded, or does not export the handler. */
export class LambdaInitFailed extends LambdaError {}

/** The handler threw. */
export class LambdaHandlerError extends LambdaError {
  readonly errorMessage: string;
  readonly stackTrace: string[];
  constructor(error: ThrownInside) {
    super(error.errorType, error.errorMessage);
    this.errorMessage = error.errorMessage;
    this.stackTrace = error.stackTrace;
  }
}

/** The result is larger than Lambda hands back. */
export function resultTooLarge(): LambdaHandlerError {
  return new LambdaHandlerError({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESULT_BYTES} bytes).`,
    stackTrace: [],
  });
}
