/** A CloudFormation template as the packager writes it (JSON). */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, ResourceDeclaration>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Description?: string }>;
}

export interface ResourceDeclaration {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
}

/** What a resource answers to `Ref` and `Fn::GetAtt` once it exists. */
export interface ResourceValues {
  ref: string;
  attributes: Record<string, string>;
}

export interface ResolveOptions {
  /** Overrides of the parameters' defaults. */
  parameters?: Record<string, string>;
  /** AWS::Region, AWS::AccountId, AWS::StackName, AWS::StackId, AWS::Partition, AWS::URLSuffix. */
  pseudo: Record<string, string>;
  /**
   * What the resource with this logical id answers to Ref and GetAtt; asked once per resource. Of its properties the names that
   * the template gives it have plain values.
   */
  valuesOf(logicalId: string, declaration: ResourceDeclaration): ResourceValues;
  /** Replaces dynamic references such as `{{resolve:secretsmanager:ARN:SecretString}}`; `reference` is what stands between the braces. */
  dynamicReference(reference: string): string;
}

export interface ResolvedTemplate {
  /** Resources whose condition holds, with plain values in place of every intrinsic function. */
  resources: Map<string, { type: string; properties: Record<string, unknown> }>;
  /** What each of them answers to `Ref` and `Fn::GetAtt`. */
  values: Map<string, ResourceValues>;
  outputs: Map<string, string>;
}

const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Replaces every intrinsic function of a template by its value.
 * Spec: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @throws TemplateError names the place and what is wrong: an unknown function, parameter, condition, resource or attribute.
 */
export function resolveTemplate(template: Template, options: ResolveOptions): ResolvedTemplate {
  return new Resolver(template, options).resolve();
}

export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** Properties by which a template may name a resource itself. */
const OWN_NAMES = ['BucketName', 'Name'];

type Intrinsic = (argument: unknown, at: string) => unknown;

class Resolver {
  readonly #template: Template;
  readonly #options: ResolveOptions;
  readonly #values = new Map<string, ResourceValues>();
  readonly #conditions = new Map<string, boolean>();

  constructor(template: Template, options: ResolveOptions) {
    this.#template = template;
    this.#options = options;
  }

  resolve(): ResolvedTemplate {
    const resources: ResolvedTemplate['resources'] = new Map();
    for (const [id, declaration] of Object.entries(this.#template.Resources)) {
      if (!this.#exists(declaration, id)) continue;
      const properties = this.#value(declaration.Properties ?? {}, `Resources.${id}`);
      resources.set(id, { type: declaration.Type, properties: properties as Record<string, unknown> });
    }
    const values = new Map([...resources.keys()].map(id => [id, this.#resource(id, `Resources.${id}`)]));
    const outputs = new Map<string, string>();
    for (const [id, output] of Object.entries(this.#template.Outputs ?? {}))
      if (this.#exists(output, id)) outputs.set(id, String(this.#value(output.Value, `Outputs.${id}`)));
    return { resources, values, outputs };
  }

  #exists(declared: { Condition?: string }, at: string): boolean {
    return declared.Condition === undefined || this.#condition(declared.Condition, at);
  }

  #condition(name: string, at: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const declared = this.#template.Conditions?.[name];
    if (declared === undefined) throw new TemplateError(`${at}: there is no condition ${name}`);
    const value = this.#value(declared, `Conditions.${name}`) === true;
    this.#conditions.set(name, value);
    return value;
  }

  #value(node: unknown, at: string): unknown {
    if (typeof node === 'string') return this.#dynamic(node);
    if (Array.isArray(node))
      return node.map((item, i) => this.#value(item, `${at}[${i}]`)).filter(item => item !== NO_VALUE);
    if (node === null || typeof node !== 'object') return node;
    const entries = Object.entries(node);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name && isIntrinsic(name, argument)) return this.#call(name, argument, at);
    const values = entries.map(([key, item]) => [key, this.#value(item, `${at}.${key}`)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== NO_VALUE));
  }

  #call(name: string, argument: unknown, at: string): unknown {
    const intrinsic = this.#intrinsics[name];
    if (!intrinsic) throw new TemplateError(`${at}: ${name} is not supported`);
    return intrinsic(argument, at);
  }

  readonly #intrinsics: Record<string, Intrinsic> = {
    Ref: (name, at) => this.#ref(String(name), at),
    Condition: (name, at) => this.#condition(String(name), at),
    'Fn::GetAtt': (argument, at) => {
      const path = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return this.#attribute(path[0] ?? '', path.slice(1).join('.'), at);
    },
    'Fn::Sub': (argument, at) => this.#substitute(argument, at),
    'Fn::Join': (argument, at) => {
      const [separator, items] = this.#list(argument, at);
      return this.#list(items, at).map(String).join(String(separator));
    },
    'Fn::Split': (argument, at) => {
      const [separator, text] = this.#list(argument, at);
      return String(text).split(String(separator));
    },
    'Fn::Select': (argument, at) => {
      const [index, items] = this.#list(argument, at);
      const value = this.#list(items, at)[Number(index)];
      if (value === undefined) throw new TemplateError(`${at}: Fn::Select has no item ${index}`);
      return value;
    },
    'Fn::If': (argument, at) => {
      if (!Array.isArray(argument)) throw new TemplateError(`${at}: Fn::If takes a list`);
      const branch = this.#condition(String(argument[0]), at) ? argument[1] : argument[2];
      return this.#value(branch, at);
    },
    'Fn::Equals': (argument, at) => {
      const [left, right] = this.#list(argument, at);
      return String(left) === String(right);
    },
    'Fn::Not': (argument, at) => this.#list(argument, at)[0] !== true,
    'Fn::And': (argument, at) => this.#list(argument, at).every(item => item === true),
    'Fn::Or': (argument, at) => this.#list(argument, at).some(item => item === true),
    'Fn::Base64': (argument, at) => Buffer.from(String(this.#value(argument, at))).toString('base64'),
  };

  #list(argument: unknown, at: string): unknown[] {
    const value = this.#value(argument, at);
    if (!Array.isArray(value)) throw new TemplateError(`${at}: a list is needed here`);
    return value;
  }

  #ref(name: string, at: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const pseudo = this.#options.pseudo[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#template.Parameters?.[name];
    if (parameter) {
      const value = this.#options.parameters?.[name] ?? parameter.Default;
      if (value === undefined) throw new TemplateError(`${at}: parameter ${name} has no value`);
      return value;
    }
    return this.#resource(name, at).ref;
  }

  #attribute(id: string, attribute: string, at: string): string {
    const value = this.#resource(id, at).attributes[attribute];
    if (value === undefined) throw new TemplateError(`${at}: ${id} has no attribute ${attribute}`);
    return value;
  }

  #resource(id: string, at: string): ResourceValues {
    const known = this.#values.get(id);
    if (known) return known;
    const declaration = this.#template.Resources[id];
    if (!declaration) throw new TemplateError(`${at}: there is no resource or parameter ${id}`);
    if (!this.#exists(declaration, id))
      throw new TemplateError(`${at}: ${id} does not exist under its condition`);
    const values = this.#options.valuesOf(id, this.#named(declaration, id));
    this.#values.set(id, values);
    return values;
  }

  #named(declaration: ResourceDeclaration, id: string): ResourceDeclaration {
    const given = Object.entries(declaration.Properties ?? {}).filter(([name]) => OWN_NAMES.includes(name));
    const names = given.map(([name, value]) => [name, this.#value(value, `Resources.${id}.${name}`)]);
    return { ...declaration, Properties: { ...declaration.Properties, ...Object.fromEntries(names) } };
  }

  #substitute(argument: unknown, at: string): string {
    const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = this.#value(own ?? {}, at) as Record<string, unknown>;
    const filled = String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`; // ${!Name} is how a template writes ${Name} itself
      if (Object.hasOwn(variables, name)) return String(variables[name]);
      const dot = name.indexOf('.');
      return String(
        dot < 0 ? this.#ref(name, at) : this.#attribute(name.slice(0, dot), name.slice(dot + 1), at),
      );
    });
    return this.#dynamic(filled);
  }

  #dynamic(text: string): string {
    return text.replace(/\{\{resolve:([^}]+)\}\}/g, (_, reference: string) =>
      this.#options.dynamicReference(reference),
    );
  }
}

function isIntrinsic(name: string, argument: unknown): boolean {
  // `Condition` is also a plain key, in a policy's statement, but never with a string there.
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string');
}
