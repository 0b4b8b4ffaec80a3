/** Who makes a call: a function's role, an AWS service on behalf of a resource, the operator, or nobody. */
export type Caller =
  | { kind: 'role'; roleName: string }
  | { kind: 'service'; service: string; sourceArn: string }
  | { kind: 'operator' }
  | { kind: 'anonymous' };

/** One thing a call needs leave for, e.g. `{ action: 's3:GetObject', resource: 'arn:aws:s3:::site/app/index.html' }`. */
export interface Permission {
  action: string;
  resource: string;
}

type Values = string | boolean | string[];

/** A statement of a policy, with every intrinsic function already replaced. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { Service?: string | string[]; AWS?: string | string[] };
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, Values>>;
}

export interface PolicyDocument {
  Statement: Statement[];
}

/**
 * The leave each caller has. Modelled: identity policies of roles and resource policies of buckets, with Allow, Deny,
 * wildcards and the two conditions our template uses. Not modelled: NotAction, NotResource, permission boundaries,
 * session policies, and signatures themselves (a caller is known by its access key id alone).
 * Rules: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export class AccessControl {
  readonly #identity = new Map<string, Statement[]>();
  readonly #resource: Statement[] = [];
  readonly #used = new Set<string>();

  /** Gives a role a policy. Throws on what is not modelled. */
  attach(roleName: string, policy: PolicyDocument): void {
    policy.Statement.forEach(mustBeModelled);
    this.#identity.set(roleName, [...(this.#identity.get(roleName) ?? []), ...policy.Statement]);
  }

  /** Adds a resource's own policy. Throws on what is not modelled. */
  attachToResource(policy: PolicyDocument): void {
    policy.Statement.forEach(mustBeModelled);
    this.#resource.push(...policy.Statement);
  }

  /** The first permission the caller lacks, or undefined when it has them all. */
  refused(caller: Caller, permissions: Permission[]): Permission | undefined {
    return permissions.find(permission => !this.#allows(caller, permission));
  }

  /** Actions that policies allow and nobody has used since the start: `RedirectRole dynamodb:GetItem on arn:…`. */
  unused(): string[] {
    const granted = [...this.#identity].flatMap(([role, statements]) =>
      statements.flatMap(statement => grants(statement).map(grant => `${role} ${grant}`)),
    );
    return granted.filter(grant => !this.#used.has(grant));
  }

  #allows(caller: Caller, permission: Permission): boolean {
    if (caller.kind === 'operator') return true;
    if (caller.kind === 'anonymous') return false;
    const own = caller.kind === 'role' ? (this.#identity.get(caller.roleName) ?? []) : [];
    const onResource = this.#resource.filter(statement => concerns(statement, caller));
    const matching = [...own, ...onResource].filter(statement => covers(statement, permission));
    if (caller.kind === 'role') this.#remember(caller.roleName, own, permission);
    return (
      matching.some(statement => statement.Effect === 'Allow') &&
      !matching.some(statement => statement.Effect === 'Deny')
    );
  }

  #remember(roleName: string, statements: Statement[], permission: Permission): void {
    for (const statement of statements)
      for (const action of list(statement.Action))
        for (const resource of list(statement.Resource))
          if (matches(action, permission.action, 'i') && matches(resource, permission.resource))
            this.#used.add(`${roleName} ${action} on ${resource}`);
  }
}

/** Whether `text` fits a pattern with `*` (any characters) and `?` (one character). */
export function matches(pattern: string, text: string, flags = ''): boolean {
  const name = `${flags} ${pattern}`;
  const expression = expressions.get(name) ?? expressionOf(pattern, flags);
  expressions.set(name, expression);
  return expression.test(text);
}

/** Patterns are few, and those of a role are asked about with each of its calls. */
const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

function covers(statement: Statement, { action, resource }: Permission): boolean {
  return (
    list(statement.Action).some(pattern => matches(pattern, action, 'i')) &&
    list(statement.Resource).some(pattern => matches(pattern, resource))
  );
}

/** Whether a resource policy's statement speaks of this caller. Everything here counts as TLS. */
function concerns(statement: Statement, caller: Caller): boolean {
  const principal = statement.Principal;
  const named =
    principal === '*' || (caller.kind === 'service' && list(principal?.Service).includes(caller.service));
  if (!named) return false;
  const context = new Map([['aws:securetransport', 'true']]);
  if (caller.kind === 'service') context.set('aws:sourcearn', caller.sourceArn);
  return Object.values(statement.Condition ?? {}).every(operator =>
    Object.entries(operator).every(([key, wanted]) =>
      list(wanted).some(value => value === context.get(key.toLowerCase())),
    ),
  );
}

function mustBeModelled(statement: Statement): void {
  for (const key of Object.keys(statement))
    if (!['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'].includes(key))
      throw new Error(`a policy's ${key} is not supported by the local cloud`);
  for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
    for (const key of Object.keys(keys))
      if (
        !['StringEquals aws:sourcearn', 'Bool aws:securetransport'].includes(
          `${operator} ${key.toLowerCase()}`,
        )
      )
        throw new Error(`a policy's condition ${operator} on ${key} is not supported by the local cloud`);
}

const grants = (statement: Statement) =>
  statement.Effect === 'Deny'
    ? []
    : list(statement.Action).flatMap(action =>
        list(statement.Resource).map(resource => `${action} on ${resource}`),
      );

/** A policy may write one value without the list around it, and a boolean as a boolean. */
const list = (value: Values | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
