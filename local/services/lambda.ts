import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { LambdaError } from '../lambda/errors.ts';
import type { Functions } from '../lambda/functions.ts';
import { arnOf } from '../template/names.ts';
import type { AwsService } from './service.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Lambda's own API, as far as commands ask it: a function is invoked by its name, and its answer waited for. Not modelled: all else.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaApi implements AwsService {
  readonly #functions: Pick<Functions, 'byArn'>;

  constructor(functions: Pick<Functions, 'byArn'>) {
    this.#functions = functions;
  }

  permissions(request: HttpRequest) {
    return [{ action: 'lambda:InvokeFunction', resource: arnOfCalled(request) }];
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    if (request.method !== 'POST' || !PATH.test(request.path))
      return refusal(501, 'NotImplemented', `The local Lambda knows no ${request.method} ${request.path}.`);
    try {
      const { lambda } = this.#functions.byArn(arnOfCalled(request));
      return json(200, await lambda.invoke(JSON.parse(request.body.toString() || '{}')));
    } catch (error) {
      // What the function itself threw is an answer that says 200.
      const { name: errorType, message: errorMessage } = error as Error;
      return error instanceof LambdaError
        ? json(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' })
        : refusal(404, 'ResourceNotFoundException', errorMessage);
    }
  }

  accessDenied(message: string): HttpResponse {
    return refusal(403, 'AccessDeniedException', message);
  }
}

const arnOfCalled = ({ path }: HttpRequest) => arnOf('lambda', `function:${PATH.exec(path)?.[1] ?? '*'}`);

const refusal = (status: number, type: string, message: string) => json(status, { __type: type, message });

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  respond(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
