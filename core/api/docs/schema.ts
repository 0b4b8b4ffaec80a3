/** What of JSON Schema our documents use. https://spec.openapis.org/oas/v3.1.0#schema-object */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  default?: unknown;
  example?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** A field of an object. */
export interface Field {
  name: string;
  schema: Schema;
  isRequired: boolean;
}

/** The names of a document's schemas, with each. */
export type Schemas = Record<string, Schema>;

export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** The fields of an object, those of its parts included; none of what is no object. */
export function fieldsOf(schema: Schema, schemas: Schemas): Field[] {
  if (schema.$ref) return fieldsOf(schemas[nameOf(schema.$ref)] ?? {}, schemas);
  const own = Object.entries(schema.properties ?? {}).map(([name, each]) => ({
    name,
    schema: each,
    isRequired: schema.required?.includes(name) ?? false,
  }));
  return [...(schema.allOf ?? []).flatMap(part => fieldsOf(part, schemas)), ...own];
}

/** What a schema says of itself, or a part of it does. */
export const descriptionOf = (schema: Schema): string =>
  schema.description ?? schema.allOf?.map(descriptionOf).find(text => text !== '') ?? '';

/** A part of a description of a type: words, or the name of a schema to look up. */
export type Term = string | { name: string };

/** A type in words: "list of", { name: "Rule" }, ", at most 20". */
export function typeOf(schema: Schema): Term[] {
  if (schema.$ref) return [{ name: nameOf(schema.$ref) }];
  if (schema.enum) return [schema.enum.map(value => JSON.stringify(value)).join(' or ')];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !schema.properties) return joined(choices.map(typeOf), ' or ');
  if (schema.allOf) return typeOf(schema.allOf.find(part => part.$ref || part.type) ?? {});
  const types = [schema.type ?? 'anything'].flat();
  return joined(
    types.map(type => termsOf(type, schema)),
    ' or ',
  );
}

function termsOf(type: string, schema: Schema): Term[] {
  if (type === 'array')
    return ['list of ', ...typeOf(schema.items ?? {}), bounds('items', schema.minItems, schema.maxItems)];
  if (type === 'string')
    return [WORDS[schema.format ?? ''] ?? 'text', bounds('characters', schema.minLength, schema.maxLength)];
  if (type === 'integer' || type === 'number')
    return [type === 'integer' ? 'whole number' : 'number', bounds('', schema.minimum, schema.maximum)];
  return [WORDS[type] ?? type];
}

const WORDS: Record<string, string> = {
  'date-time': 'time',
  uri: 'address',
  boolean: 'true or false',
  object: 'object',
  null: 'null',
};

/** What zod writes where there is no bound. */
const NO_BOUND = Number.MAX_SAFE_INTEGER;

function bounds(unit: string, least = -NO_BOUND, most = NO_BOUND): string {
  const said = unit === '' ? '' : ` ${unit}`;
  if (least <= (unit === '' ? -NO_BOUND : 0)) return most >= NO_BOUND ? '' : `, at most ${most}${said}`;
  return most >= NO_BOUND ? `, at least ${least}${said}` : `, ${least} to ${most}${said}`;
}

const joined = (parts: Term[][], by: string): Term[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [by, ...part]));

/** A value that a schema takes: its own example, else one of its required fields alone. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return exampleOf(schemas[nameOf(schema.$ref)] ?? {}, schemas);
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? [];
  if (choice) return exampleOf(choice, schemas);
  const type = [schema.type ?? 'object'].flat()[0];
  if (type === 'array') return [exampleOf(schema.items ?? {}, schemas)];
  if (type !== 'object')
    return type === 'string' ? 'text' : type === 'boolean' ? true : (schema.minimum ?? 1);
  const required = fieldsOf(schema, schemas).filter(field => field.isRequired);
  return Object.fromEntries(required.map(({ name, schema: each }) => [name, exampleOf(each, schemas)]));
}
