import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { arnOf } from '../template/names.ts';
import type { AwsService } from './service.ts';

/**
 * CloudFormation's own API, as far as commands ask it: the outputs of the one stack that there is. Not modelled: all else.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export class CloudFormation implements AwsService {
  readonly #name: string;
  readonly #outputs: ReadonlyMap<string, string>;

  constructor(name: string, outputs: ReadonlyMap<string, string>) {
    this.#name = name;
    this.#outputs = outputs;
  }

  permissions() {
    return [
      { action: 'cloudformation:DescribeStacks', resource: arnOf('cloudformation', `stack/${this.#name}/*`) },
    ];
  }

  async handle({ body }: HttpRequest): Promise<HttpResponse> {
    const { Action, StackName } = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
    if (Action !== 'DescribeStacks')
      return refusal(400, 'InvalidAction', `The local CloudFormation knows no ${Action}.`);
    if (StackName !== this.#name)
      return refusal(400, 'ValidationError', `Stack with id ${StackName} does not exist`);
    const outputs = [...this.#outputs].map(
      ([name, value]) =>
        `<member><OutputKey>${name}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
    );
    return respond(
      200,
      { 'content-type': 'text/xml' },
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${this.#name}</StackName>` +
        `<Outputs>${outputs.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  }

  accessDenied(message: string): HttpResponse {
    return refusal(403, 'AccessDenied', message);
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character);

const refusal = (status: number, code: string, message: string) =>
  respond(
    status,
    { 'content-type': 'text/xml' },
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`,
  );
