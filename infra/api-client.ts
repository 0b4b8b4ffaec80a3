import { writeFileSync } from 'node:fs';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { CLICK_ROUTES } from '../core/clicks-api/routes.ts';
import { KEY_ROUTES } from '../core/keys-api/routes.ts';
import { createLinksApi, type LinksApiOptions } from '../core/links/api.ts';
import { SETTINGS_ROUTES } from '../core/settings-api/routes.ts';
import { SNAPSHOT_ROUTES } from '../core/snapshots-api/routes.ts';
import { VISIT_ROUTES } from '../core/visits-api/routes.ts';

/** Makes client/api.generated.ts of the APIs' OpenAPI document. Run: npm run client */

/** Where the types of the client are. */
export const TYPES = 'client/api.generated.ts';

/** What has a default need not be sent. */
const OPTIONS = { alphabetize: true, defaultNonNullable: false };

/** The types of a document, as TypeScript. */
export async function typesOf(document: OpenAPI3): Promise<string> {
  const types = astToString(await openapiTS(shortened(document), OPTIONS));
  return `// Made by \`npm run client\` of the APIs' OpenAPI document.\n\n${types}`;
}

interface Answer {
  content?: Record<string, object>;
}

interface Operation {
  responses: Record<string, Answer>;
}

const JSON_TYPE = 'application/json';

/**
 * Only JSON has types. Every problem has one shape, and headers are read from the response: said for each status of each call they
 * were three quarters of it all.
 */
function shortened(document: OpenAPI3): OpenAPI3 {
  const copy = structuredClone(document);
  for (const item of Object.values(copy.paths ?? {}))
    for (const operation of Object.values(item as Record<string, Operation>)) {
      const good = Object.entries(operation.responses)
        .filter(([status]) => status < '400')
        .map(([status, { content = {} }]) => [
          status,
          { content: { [JSON_TYPE]: content[JSON_TYPE] ?? {} } },
        ]);
      const { content = {} } = operation.responses[500] ?? {};
      operation.responses = { ...Object.fromEntries(good), default: { content } };
    }
  return copy;
}

/** The document is made of the routes alone: of what answers them nothing is asked. */
async function document(): Promise<OpenAPI3> {
  const described = [...KEY_ROUTES, ...CLICK_ROUTES, ...VISIT_ROUTES, ...SNAPSHOT_ROUTES, ...SETTINGS_ROUTES];
  const api = createLinksApi({ described } as unknown as LinksApiOptions);
  const answer = await api.fetch(new Request('https://api.invalid/api/openapi.json'), {
    host: 'go.example.com',
  });
  return (await answer.json()) as OpenAPI3;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(TYPES, await typesOf(await document()));
  console.log(`${TYPES} was written.`);
}
