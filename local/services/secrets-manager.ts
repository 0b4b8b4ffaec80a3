import { z } from 'zod';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { CURRENT, type Secrets } from './secrets.ts';
import type { AwsService } from './service.ts';

const text = z.string().min(1);
const ACTIONS = {
  GetSecretValue: z.strictObject({ SecretId: text, VersionStage: text.default(CURRENT) }),
  PutSecretValue: z.strictObject({
    SecretId: text,
    ClientRequestToken: text,
    SecretString: text,
    VersionStages: z.array(text).default([CURRENT]),
  }),
  UpdateSecretVersionStage: z.strictObject({
    SecretId: text,
    VersionStage: text,
    RemoveFromVersionId: text.optional(),
    MoveToVersionId: text.optional(),
  }),
};

/**
 * Secrets Manager's own API, as far as commands ask it: versions of the template's secrets. Not modelled: all else, such as rotation
 * by a function, and secrets that no template makes.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export class SecretsManager implements AwsService {
  readonly #secrets: Secrets;
  /** The names under which secrets are kept, by ARN. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(secrets: Secrets, names: ReadonlyMap<string, string>) {
    this.#secrets = secrets;
    this.#names = names;
  }

  permissions(request: HttpRequest) {
    const { SecretId } = JSON.parse(request.body.toString() || '{}');
    return [{ action: `secretsmanager:${actionOf(request)}`, resource: String(SecretId) }];
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const action = actionOf(request);
    const body = JSON.parse(request.body.toString() || '{}');
    const name = this.#names.get(body.SecretId);
    if (name === undefined)
      return refusal('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.');
    try {
      if (action === 'GetSecretValue') return this.#get(name, ACTIONS.GetSecretValue.parse(body));
      if (action === 'PutSecretValue') return this.#put(name, ACTIONS.PutSecretValue.parse(body));
      if (action === 'UpdateSecretVersionStage')
        return this.#move(name, ACTIONS.UpdateSecretVersionStage.parse(body));
    } catch (error) {
      return refusal('InvalidParameterException', (error as Error).message);
    }
    return refusal('InvalidAction', `The local Secrets Manager knows no ${action}.`);
  }

  accessDenied(message: string): HttpResponse {
    return refusal('AccessDeniedException', message);
  }

  #get(name: string, { SecretId, VersionStage }: z.output<typeof ACTIONS.GetSecretValue>): HttpResponse {
    const version = this.#secrets.at(name, VersionStage);
    if (!version)
      return refusal(
        'ResourceNotFoundException',
        `Secrets Manager can’t find the specified secret value for staging label: ${VersionStage}`,
      );
    const { id, value, stages } = version;
    return json(200, { ARN: SecretId, VersionId: id, SecretString: value, VersionStages: stages });
  }

  #put(name: string, input: z.output<typeof ACTIONS.PutSecretValue>): HttpResponse {
    const { SecretId, ClientRequestToken: id, SecretString: value, VersionStages: stages } = input;
    this.#secrets.put(name, { id, value, stages });
    return json(200, { ARN: SecretId, VersionId: id, VersionStages: stages });
  }

  #move(name: string, input: z.output<typeof ACTIONS.UpdateSecretVersionStage>): HttpResponse {
    const { SecretId, VersionStage, RemoveFromVersionId: from, MoveToVersionId: to } = input;
    if (this.#secrets.at(name, VersionStage)?.id !== from)
      return refusal('InvalidParameterException', `${VersionStage} is at another version than ${from}.`);
    this.#secrets.move(name, VersionStage, { from, to });
    return json(200, { ARN: SecretId });
  }
}

const actionOf = ({ headers }: HttpRequest) => headers.get('x-amz-target')?.split('.')[1] ?? '*';

const refusal = (type: string, message: string) => json(400, { __type: type, Message: message });

const json = (status: number, body: unknown) =>
  respond(status, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(body));
