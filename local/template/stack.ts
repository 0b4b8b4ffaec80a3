import { join } from 'node:path';
import type { RandomBytes } from '../../core/ids.ts';
import { Secrets } from '../services/secrets.ts';
import { ACCOUNT, arnOf, type NamingContext, REGION, valuesOf } from './names.ts';
import { isSupported, type PropertiesOf, propertiesOf, type ResourceType } from './resources.ts';
import { type ResolvedTemplate, resolveTemplate, type Template } from './template.ts';

export interface StackOptions {
  template: Template;
  /** In a value, `{Site}` stands for the host of the distribution with that logical id. */
  parameters: Record<string, string>;
  /** The address all AWS clients of this machine talk to. */
  endpoint: string;
  /** `localhost:PORT` of each distribution by its logical id. */
  hosts: Record<string, string>;
  dataDirectory: string;
  random: RandomBytes;
}

export const STACK_NAME = 'signpost-local';
/** CloudFormation makes another one for each stack. */
const STACK_GUID = '00000000-0000-4000-8000-000000000000';

/** The resources of a template, with plain values in place of every intrinsic function. */
export class Stack {
  readonly outputs: Map<string, string>;
  readonly secrets: Secrets;
  readonly #resources: ResolvedTemplate['resources'];
  readonly #values: ResolvedTemplate['values'];

  /** @throws an error of one sentence that names what the local cloud does not know */
  constructor({ template, parameters, endpoint, hosts, dataDirectory, random }: StackOptions) {
    const naming: NamingContext = {
      stackName: STACK_NAME,
      endpoint,
      distributionHosts: hosts,
      resources: template.Resources,
    };
    this.secrets = new Secrets(join(dataDirectory, 'secrets.json'), random);
    const { resources, values, outputs } = resolveTemplate(template, {
      parameters: fillHosts(parameters, hosts),
      pseudo: {
        'AWS::Region': REGION,
        'AWS::AccountId': ACCOUNT,
        'AWS::StackName': STACK_NAME,
        'AWS::StackId': arnOf('cloudformation', `stack/${STACK_NAME}/${STACK_GUID}`),
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
      },
      valuesOf: (id, declaration) => valuesOf(id, declaration, naming),
      dynamicReference: reference => secretOf(reference, naming, this.secrets),
    });
    for (const [id, { type, properties }] of resources) {
      if (!isSupported(type)) throw new Error(`${id}: the local cloud does not know ${type}.`);
      propertiesOf(id, type, properties); // those of a type that nobody asks for, too
    }
    this.#resources = resources;
    this.#values = values;
    this.outputs = outputs;
  }

  /** Each resource of a type with its logical id. Throws on a property that is not supported. */
  all<Type extends ResourceType>(type: Type): { id: string; properties: PropertiesOf<Type> }[] {
    return [...this.#resources]
      .filter(([, resource]) => resource.type === type)
      .map(([id, { properties }]) => ({ id, properties: propertiesOf(id, type, properties) }));
  }

  /** What `Ref` gives: a name, id, URL or ARN, as the type has it. */
  ref(id: string): string {
    return this.#valuesOf(id).ref;
  }

  /** What `Fn::GetAtt` gives. */
  attribute(id: string, name: string): string {
    const value = this.#valuesOf(id).attributes[name];
    if (value === undefined) throw new Error(`${id} has no attribute ${name}`);
    return value;
  }

  #valuesOf(id: string) {
    const values = this.#values.get(id);
    if (!values) throw new Error(`the template has no resource ${id}`);
    return values;
  }
}

/** As base64 it is 24 bytes, the least that signs a webhook. */
const OWN_LENGTH = 32;

/** `secretsmanager:ARN:SecretString`
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html */
function secretOf(reference: string, naming: NamingContext, secrets: Secrets): string {
  for (const [id, declaration] of Object.entries(naming.resources)) {
    const { Type, Properties } = declaration;
    if (Type !== 'AWS::SecretsManager::Secret') continue;
    if (reference !== `secretsmanager:${valuesOf(id, declaration, naming).ref}:SecretString`) continue;
    return secrets.value(id, propertiesOf(id, Type, Properties).GenerateSecretString.PasswordLength);
  }
  // One of the account's own, which the settings name. A laptop has none of these, and makes it up once and for all.
  const [, own] = /^secretsmanager:([\w/+=.@:-]+):SecretString$/.exec(reference) ?? [];
  if (own !== undefined) return secrets.value(own, OWN_LENGTH);
  throw new Error(`{{resolve:${reference}}}: there is no such secret in the template.`);
}

function fillHosts(
  parameters: Record<string, string>,
  hosts: Record<string, string>,
): Record<string, string> {
  const fill = (value: string) => value.replace(/\{(\w+)\}/g, (whole, id: string) => hosts[id] ?? whole);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, fill(value)]));
}
