import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { LambdaError } from '../lambda/errors.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LambdaFunction } from '../lambda/lambda.ts';
import { arnOf } from '../template/names.ts';
import type { AwsService } from './service.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/(invocations|configuration)$/;
const ACTIONS: Record<string, string> = {
  'POST invocations': 'lambda:InvokeFunction',
  'GET configuration': 'lambda:GetFunctionConfiguration',
  'PUT configuration': 'lambda:UpdateFunctionConfiguration',
};

/**
 * Lambda's own API, as far as commands ask it: a function is invoked by its name, and its answer waited for; its environment is read
 * and replaced. Not modelled: all else.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaApi implements AwsService {
  readonly #functions: Pick<Functions, 'byArn'>;

  constructor(functions: Pick<Functions, 'byArn'>) {
    this.#functions = functions;
  }

  permissions(request: HttpRequest) {
    return [{ action: actionOf(request) ?? 'lambda:*', resource: arnOfCalled(request) }];
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const action = actionOf(request);
    if (action === undefined)
      return refusal(501, 'NotImplemented', `The local Lambda knows no ${request.method} ${request.path}.`);
    try {
      const { lambda } = this.#functions.byArn(arnOfCalled(request));
      const body = JSON.parse(request.body.toString() || '{}');
      if (action === 'lambda:InvokeFunction') return json(200, await lambda.invoke(body));
      if (action === 'lambda:GetFunctionConfiguration') return json(200, configurationOf(lambda));
      return await update(lambda, body);
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

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
const configurationOf = ({ config, isUpdated }: LambdaFunction) => ({
  FunctionName: config.name,
  FunctionArn: config.arn,
  Environment: { Variables: config.environment },
  LastUpdateStatus: isUpdated ? 'Successful' : 'InProgress',
  RevisionId: revisionOf(config),
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
async function update(lambda: LambdaFunction, body: unknown): Promise<HttpResponse> {
  const { success, data } = UPDATE.safeParse(body);
  if (!success)
    return refusal(501, 'NotImplemented', 'The local Lambda changes nothing but the environment.');
  if (!lambda.isUpdated)
    return refusal(409, 'ResourceConflictException', 'An update is in progress for this function.');
  if (data.RevisionId !== undefined && data.RevisionId !== revisionOf(lambda.config))
    return refusal(412, 'PreconditionFailedException', 'The RevisionId is not that of the latest update.');
  await lambda.reconfigure(data.Environment.Variables);
  return json(200, configurationOf(lambda));
}

const UPDATE = z.strictObject({
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }),
  RevisionId: z.string().optional(),
});

const revisionOf = ({ environment }: LambdaFunction['config']) =>
  createHash('sha256').update(JSON.stringify(environment)).digest('hex').slice(0, 32);

const actionOf = ({ method, path }: HttpRequest) => ACTIONS[`${method} ${PATH.exec(path)?.[2]}`];

const arnOfCalled = ({ path }: HttpRequest) => arnOf('lambda', `function:${PATH.exec(path)?.[1] ?? '*'}`);

const refusal = (status: number, type: string, message: string) => json(status, { __type: type, message });

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  respond(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
