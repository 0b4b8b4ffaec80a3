import { type ApiOptions, createApi } from '../api/api.ts';
import type { KeptAnswers } from '../kept-answers.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { addBatch } from './batch/api.ts';
import { EXPECTED_BATCH } from './batch/routes.ts';
import { addChanges } from './changes/api.ts';
import { EXPECTED_CHANGE } from './changes/schema.ts';
import type { LinkMaker } from './create.ts';
import { addCreate } from './create-api.ts';
import type { Ranking } from './hints/ranking.ts';
import type { HintTable } from './hints/table.ts';
import { addHistory } from './history-api.ts';
import { addLink } from './link-api.ts';
import { EXPECTED_LIST, getLinks, listAnswer } from './list-api.ts';
import { pathOfLinks } from './paths.ts';
import { addQr } from './qr/api.ts';
import { EXPECTED_QR } from './qr/routes.ts';
import { linkRequests } from './requests.ts';
import { ALLOWED } from './routes.ts';
import { EXPECTED } from './schema.ts';
import { addTags } from './tags/api.ts';
import { ALLOWED_TAGS, EXPECTED_TAGS, EXPECTED_TAGS_QUERY } from './tags/routes.ts';

export interface LinksApiOptions extends LinkMaker {
  hints: HintTable;
  keys: KeyStore;
  calls: Calls;
  answers: KeptAnswers;
  ranking: Ranking;
  /** Has the edges forget what they keep of these paths, of whatever domain. Rejects with a ServiceFault. */
  purge(paths: string[]): Promise<void>;
  /** The routes of the other APIs, which the document has as well. */
  described?: ApiOptions['described'];
}

const DOCUMENT = {
  title: 'Signpost',
  document: '/api/openapi.json',
  docs: '/api/docs',
  allowed: { ...ALLOWED, ...ALLOWED_TAGS },
  expected: {
    json: { ...EXPECTED_CHANGE, ...EXPECTED, ...EXPECTED_BATCH, ...EXPECTED_QR, ...EXPECTED_TAGS },
    query: { ...EXPECTED, ...EXPECTED_LIST, ...EXPECTED_QR, ...EXPECTED_TAGS_QUERY },
  },
  path: pathOfLinks,
};

/** The links API as an app for `fetch(request, { host })`. */
export function createLinksApi(given: LinksApiOptions) {
  const { keys, calls, answers, ranking, purge, described = [], ...maker } = given;
  const requests = linkRequests(maker, purge);
  return createApi({ ...DOCUMENT, described, keys, calls }, (api, guarded) => {
    api.openapi(guarded(getLinks), async c =>
      c.json(await listAnswer(c, c.req.valid('query'), { ...maker, ranking }), 200),
    );
    addCreate(api, guarded, { maker, requests, answers });
    addLink(api, guarded, maker, requests);
    addBatch(api, guarded, { maker, requests, calls });
    addChanges(api, guarded, maker, requests);
    addHistory(api, guarded, maker, requests);
    addQr(api, guarded, maker.domains, requests);
    addTags(api, guarded, { maker: { ...maker, ranking }, requests, calls });
  });
}
