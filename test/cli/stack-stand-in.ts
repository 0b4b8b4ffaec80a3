import { close, type HttpRequest, listen, respond } from '../../local/http.ts';
import { forwardTo } from '../../local/start/forward.ts';

/** What stands behind the stand-in: a local cloud, which holds what the stack's buckets and tables hold. */
export interface Behind {
  endpoint: string;
  outputs: ReadonlyMap<string, string>;
  /** The bucket in which the packager keeps templates and zips. */
  deploymentBucket: string;
}

/** Services that the local cloud has; what else is asked is answered by `others`. */
const OF_THE_CLOUD = ['s3', 'dynamodb', 'sqs'];

/**
 * CloudFormation for one stack, as far as the packager asks it: change sets whose template becomes the stack's at once. Everything
 * that the stack holds is a local cloud's.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export class StackStandIn {
  readonly #behind: Behind;
  readonly #others: (service: string, action: string) => [number, string] | undefined;
  /** The stack's template; undefined while there is no stack. */
  template: string | undefined;
  /** What CloudFormation was told to change. */
  readonly changes: string[] = [];
  #changeSet = '';
  #events: string[] = [];
  url = '';
  close: () => Promise<void> = async () => undefined;

  constructor(behind: Behind, others: (service: string, action: string) => [number, string] | undefined) {
    this.#behind = behind;
    this.#others = others;
  }

  async open(): Promise<this> {
    const cloud = forwardTo(this.#behind.endpoint);
    const { server, port } = await listen(async request => {
      const [, service = ''] =
        /Credential=\w+\/\d+\/[\w-]+\/([\w-]+)\//.exec(request.headers.get('authorization') ?? '') ?? [];
      if (OF_THE_CLOUD.includes(service)) return cloud(request);
      const form = Object.fromEntries(new URLSearchParams(request.body.toString()));
      const [status, text] =
        service === 'cloudformation' ? await this.#stack(form) : this.#answer(service, request, form.Action);
      return respond(status, { 'content-type': 'text/xml' }, text);
    }, 0);
    this.url = `http://127.0.0.1:${port}`;
    this.close = () => close(server);
    return this;
  }

  #answer(service: string, request: HttpRequest, action: string | undefined): [number, string] {
    const target = request.headers.get('x-amz-target')?.replace(/^.*\./, '');
    const name = target ?? action ?? `${request.method} ${request.path}`;
    return this.#others(service, name) ?? [400, `{"__type":"UnknownOperation","message":"${name}"}`];
  }

  async #stack(form: Record<string, string>): Promise<[number, string]> {
    const { Action = '', StackName = '' } = form;
    const answer = (text: string): [number, string] => [
      200,
      `<${Action}Response><${Action}Result>${text}</${Action}Result></${Action}Response>`,
    ];
    const isChange = /^(CreateChangeSet|ExecuteChangeSet|DeleteStack)$/.test(Action);
    if (isChange) this.changes.push(Action);
    if (Action === 'CreateChangeSet')
      this.#changeSet = form.TemplateBody ?? (await this.#fetched(form.TemplateURL));
    if (Action === 'ExecuteChangeSet') this.#became(this.#changeSet);
    if (Action === 'DeleteStack') this.#became(undefined);
    const missing = this.template === undefined;
    switch (Action) {
      case 'DescribeStacks':
      case 'GetTemplate':
      case 'DescribeStackResource':
        if (missing)
          return [
            400,
            `<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id ${StackName} does not exist</Message></Error></ErrorResponse>`,
          ];
        return answer(this.#told(Action));
      case 'DescribeChangeSet':
        return answer('<Status>CREATE_COMPLETE</Status><StackId>the-stack</StackId>');
      case 'DescribeStackEvents':
        return answer(`<StackEvents>${this.#events.map(eventOf).join('')}</StackEvents>`);
      case 'DescribeType':
        return answer('<Schema>{}</Schema>');
      default:
        return answer('');
    }
  }

  /** The newest event first. */
  #became(template: string | undefined): void {
    const verb = template === undefined ? 'DELETE' : this.template === undefined ? 'CREATE' : 'UPDATE';
    this.template = template;
    this.#events = [`${verb}_COMPLETE`, `${verb}_IN_PROGRESS`];
  }

  #told(action: string): string {
    if (action === 'GetTemplate') return `<TemplateBody>${escaped(this.template ?? '')}</TemplateBody>`;
    if (action === 'DescribeStackResource')
      return `<StackResourceDetail><PhysicalResourceId>${this.#behind.deploymentBucket}</PhysicalResourceId></StackResourceDetail>`;
    const outputs = [
      ...this.#behind.outputs,
      ['ServerlessDeploymentBucketName', this.#behind.deploymentBucket],
    ]
      .map(
        ([name = '', value = '']) =>
          `<member><OutputKey>${name}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
      )
      .join('');
    return `<Stacks><member><StackId>the-stack</StackId><StackName>signpost-dev</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-12-01T00:00:00Z</CreationTime><Outputs>${outputs}</Outputs></member></Stacks>`;
  }

  /** `https://s3.amazonaws.com/BUCKET/KEY`, of the local cloud. */
  async #fetched(address = ''): Promise<string> {
    const authorization = 'AWS4-HMAC-SHA256 Credential=OPS/20261201/us-east-1/s3/aws4_request';
    const response = await fetch(new URL(new URL(address).pathname, this.#behind.endpoint), {
      headers: { authorization },
    });
    return await response.text();
  }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);

const eventOf = (status: string) =>
  `<member><EventId>${status}</EventId><StackName>signpost-dev</StackName><LogicalResourceId>signpost-dev</LogicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`;
