import type { Document } from '../document.ts';
import { exampleOf, type Schema, type Schemas } from './schema.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Described extends Content {
  summary?: string;
  security?: { key?: string[] }[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content & { description?: string }>;
}

/** A call of the API as the page shows it. */
export interface Call {
  /** For the address of its place in the page. */
  id: string;
  method: string;
  path: string;
  summary: string;
  /** Whether it takes a key, and the scope that the key must have; undefined where any will do. */
  isKeyed: boolean;
  scope: string | undefined;
  parameters: Parameter[];
  body: Schema | undefined;
  answers: { status: string; description: string; schema: Schema | undefined }[];
}

/** Calls that belong together, under a word of their paths. */
export interface Group {
  name: string;
  calls: Call[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All calls of a document, by what they are about, in the order of the document. */
export function groupsOf(document: Document): Group[] {
  const groups = new Map<string, Call[]>();
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const method of METHODS) {
      const operation = item[method] as Described | undefined;
      if (!operation) continue;
      const name = subjectOf(path);
      groups.set(name, [...(groups.get(name) ?? []), callFrom(method, path, operation)]);
    }
  return [...groups].map(([name, calls]) => ({ name, calls })).sort((a, b) => rank(a.name) - rank(b.name));
}

/** What most people come for is first; what is not named is last. */
const ORDER = ['links', 'clicks', 'changes', 'crawlers', 'snapshots', 'keys', 'settings'];
const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

function subjectOf(path: string): string {
  if (/\.json$|\/docs$/.test(path)) return 'documents';
  const [, , first = '', , last] = path.split('/');
  return last === 'clicks' ? 'clicks' : first;
}

function callFrom(method: string, path: string, operation: Described): Call {
  return {
    id: `${method}${path.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    isKeyed: operation.security?.[0]?.key !== undefined,
    scope: operation.security?.[0]?.key?.[0],
    parameters: operation.parameters ?? [],
    body: schemaIn(operation.requestBody),
    answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
      status,
      description: answer.description ?? '',
      schema: schemaIn(answer),
    })),
  };
}

const schemaIn = (content: Content | undefined): Schema | undefined =>
  Object.values(content?.content ?? {})[0]?.schema;

/** What stands for a part of a path in examples. */
const SAMPLES: Record<string, string> = { slug: 'spring', id: 'k_123' };

/** The call as a command of curl, with the key in a variable. */
export function commandOf(
  { method, path, isKeyed, parameters, body }: Call,
  origin: string,
  schemas: Schemas,
): string {
  const needed = parameters.filter(({ in: where, required }) => where === 'query' && required);
  const query = needed.map(
    ({ name, schema = {} }) => `${name}=${encodeURIComponent(String(exampleOf(schema, schemas)))}`,
  );
  const address = `${origin}${path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? name)}`;
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '${address}${query.length > 0 ? `?${query.join('&')}` : ''}'`,
    ...(isKeyed ? [`-H "Authorization: Bearer $KEY"`] : []),
    ...(body
      ? [
          "-H 'Content-Type: application/json'",
          `-d '${JSON.stringify(exampleOf(body, schemas)).replaceAll("'", "'\\''")}'`,
        ]
      : []),
  ];
  return lines.join(' \\\n  ');
}
