import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Media {
  schema?: object;
}

interface Operation {
  responses: Record<string, { content?: Record<string, Media>; headers?: Record<string, unknown> }>;
}

/** The part of an OpenAPI document that answers are held against. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** What an independent validator has to say against a document; undefined when it is OpenAPI 3.1. */
export async function wrongDocument(document: Record<string, unknown>): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(document);
  return valid ? undefined : errors;
}

export interface Answer {
  method: string;
  /** The path without its query. */
  path: string;
  status: number;
  contentType: string | null | undefined;
  body: string;
}

/** A function that says what is wrong with an answer by the document; undefined when nothing is. */
export function answersOf(document: Document): (answer: Answer) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string) => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  // The longest first, so that what is below a link is not taken for a link with a slash.
  const paths = Object.keys(document.paths).sort((a, b) => b.length - a.length);

  return ({ method, path, status, contentType, body }) => {
    const asked = `${method} ${path}: ${status}`;
    const template = paths.find(each => patternOf(each).test(path));
    if (template === undefined)
      return status === 404 ? undefined : `${asked}, and the document has no such path`;
    // HEAD is answered like GET, without the body.
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = document.paths[template]?.[verb];
    if (!operation) return status === 405 ? undefined : `${asked}, and the document has no such method`;
    const response = operation.responses[status];
    if (!response) return `${asked} is not in the document`;
    if (method === 'HEAD') return undefined;
    const type = (contentType ?? '').split(';')[0] ?? '';
    if (!response.content) return body === '' ? undefined : `${asked} has a body`;
    if (!response.content[type]) return `${asked} has the type ${type}`;
    const pointer = ['paths', template, verb, 'responses', String(status), 'content', type, 'schema'];
    const validate = validatorOf(`/${pointer.map(escaped).join('/')}`);
    return validate(JSON.parse(body)) ? undefined : `${asked}: ${ajv.errorsText(validate.errors)}`;
  };
}

const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .replace(/[.]/g, '\\.')
      .replace(/\{slug\}/g, '.+')
      .replace(/\{\w+\}/g, '[^/]+')}$`,
  );

/** https://www.rfc-editor.org/rfc/rfc6901#section-6, in a fragment */
const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
