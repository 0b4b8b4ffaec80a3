import type { ResourceDeclaration, Template } from '../../../local/template/template.ts';
import { decided } from '../decided.ts';

/** A resource of a template whose conditions are decided. */
export interface Declared extends ResourceDeclaration {
  id: string;
  properties: Record<string, unknown>;
}

/** A rule that each template of ours obeys, whatever the settings. */
export interface Rule {
  /** What is so, as a sentence. */
  name: string;
  /** What would happen otherwise. */
  why: string;
  /** Who says so. */
  source: string;
  /** What breaks it: ids of resources, with what is wrong where that is not plain. */
  broken(stack: Stack): string[] | Promise<string[]>;
}

/** A template as rules read it: each condition is decided, so that there is one value for each property. */
export class Stack {
  readonly resources: readonly Declared[];

  /** @param isFilled whether conditions hold: there are domains, a certificate and so on */
  constructor(template: Template, isFilled: boolean) {
    const plain = decided(template.Resources, isFilled) as Template['Resources'];
    this.resources = Object.entries(plain).map(([id, resource]) => ({
      id,
      ...resource,
      properties: resource.Properties ?? {},
    }));
  }

  of(...types: string[]): Declared[] {
    return this.resources.filter(({ Type }) => types.includes(Type));
  }

  /** What a reference leads to, where that is a resource of the stack. */
  at(reference: unknown): Declared | undefined {
    const id = idOf(reference);
    return this.resources.find(resource => resource.id === id);
  }

  /** Those of a type of which something is wrong: their ids. */
  broken(
    type: string | string[],
    isRight: (properties: Declared['properties'], resource: Declared) => boolean,
  ): string[] {
    return this.of(...[type].flat())
      .filter(resource => !isRight(resource.properties, resource))
      .map(({ id }) => id);
  }
}

/** The resource that a Ref, Fn::GetAtt or Fn::Sub names first. */
export function idOf(reference: unknown): string | undefined {
  if (reference === null || typeof reference !== 'object') return undefined;
  const text = JSON.stringify(reference);
  return /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(text)?.[1] ?? /\$\{(\w+)(?:\.\w+)?\}/.exec(text)?.[1];
}

/** A list, where a property may have one thing in place of a list of it. */
export const listOf = <Item>(value: Item | Item[] | undefined): Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** What an expression makes, as Fn::Sub would have it written: `${Table.Arn}/index/roles`. */
export function textOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  const [[name = '', of] = []] = Object.entries(value);
  if (name === 'Ref') return `\${${of}}`;
  if (name === 'Fn::GetAtt') return `\${${listOf(of as string | string[]).join('.')}}`;
  if (name === 'Fn::Sub') return String(listOf(of as string | unknown[])[0]);
  if (name === 'Fn::Join') {
    const [between, parts] = of as [string, unknown[]];
    return parts.map(textOf).join(between);
  }
  return JSON.stringify(value);
}
