import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Media {
  schema?: object;
}

interface Header {
  required?: boolean;
}

interface Response {
  content?: Record<string, Media>;
  headers?: Record<string, Header | { $ref: string }>;
}

interface Operation {
  responses: Record<string, Response>;
}

/** The part of an OpenAPI document that answers are held against. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components?: { headers?: Record<string, Header> };
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
  headers: Headers;
  body: string;
}

/**
 * A function that says what is wrong with an answer by the document: a status or a header that it has not, a header that is not
 * there, a body that is none of its schema; undefined when nothing is.
 */
export function answersOf(document: Document): (answer: Answer) => string | undefined {
  // Each validator is for a few answers: to make it fast, and to look at the schemas themselves (`wrongDocument` does), takes longer.
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  });
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

  return ({ method, path, status, headers, body }) => {
    const asked = `${method} ${path}: ${status}`;
    if (method === 'OPTIONS' && status === 204) return undefined; // what a browser asks ahead is no call of the API
    // HEAD is answered like GET, without the body.
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const templates = paths.filter(each => patternOf(each).test(path));
    // A link may be called as a route of another method is: `/api/links/batch` is read as the link of that slug.
    const own = templates.find(each => !each.includes('{') && document.paths[each]?.[verb]);
    const template = own ?? templates.find(each => each.includes('{')) ?? templates[0];
    if (template === undefined)
      return isNoRoute(status) ? undefined : `${asked}, and the document has no such path`;
    const operation = document.paths[template]?.[verb];
    if (!operation) return isNoRoute(status) ? undefined : `${asked}, and the document has no such method`;
    const response = operation.responses[status];
    if (!response) return `${asked} is not in the document`;
    const header = wrongHeader(headers, response, document);
    if (header !== undefined) return `${asked} ${header}`;
    if (method === 'HEAD') return undefined;
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (!response.content) return body === '' ? undefined : `${asked} has a body`;
    if (!response.content[type]) return `${asked} has the type ${type}`;
    const pointer = ['paths', template, verb, 'responses', String(status), 'content', type, 'schema'];
    const validate = validatorOf(`/${pointer.map(escaped).join('/')}`);
    const value: unknown = /json$/.test(type) ? JSON.parse(body) : body;
    return validate(value) ? undefined : `${asked}: ${ajv.errorsText(validate.errors)}`;
  };
}

/** What is told of whatever no route is for, or of what is too large to look for one. */
const isNoRoute = (status: number) => [404, 405, 413].includes(status);

/** What the way to the client adds or a browser needs, and no API speaks of; and the type, which is told beside the schema. */
const ON_THE_WAY =
  /^(content-(type|length|encoding)|date|connection|keep-alive|transfer-encoding|vary|via|age|server|x-cache|x-amz-cf-\w+|apigw-requestid|strict-transport-security|x-content-type-options|referrer-policy|x-frame-options|access-control-[a-z-]+)$/;

function wrongHeader(
  headers: Headers,
  { headers: declared = {} }: Response,
  { components }: Document,
): string | undefined {
  const names = Object.keys(declared).map(name => name.toLowerCase());
  for (const name of headers.keys())
    if (!ON_THE_WAY.test(name) && !names.includes(name))
      return `has the header ${name}, which is not in the document`;
  for (const [name, header] of Object.entries(declared)) {
    const { required } = '$ref' in header ? referred(header.$ref, components?.headers) : header;
    if (required && !headers.has(name)) return `has no header ${name}`;
  }
  return undefined;
}

function referred(ref: string, headers: Record<string, Header> = {}): Header {
  const header = headers[ref.replace('#/components/headers/', '')];
  if (!header) throw new Error(`The document has no ${ref}`);
  return header;
}

const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .replace(/[.]/g, '\\.')
      .replace(/\{(slug|tag)\}/g, '[^]+')
      .replace(/\{\w+\}/g, '[^/]+')}$`,
  );

/** https://www.rfc-editor.org/rfc/rfc6901#section-6, in a fragment */
const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
