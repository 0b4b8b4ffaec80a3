import { DraftMaker } from '../draft.ts';
import type { Service } from './service.ts';

/** As its API answers `action=stats`, and its table of urls as CSV: https://docs.yourls.org/guide/advanced/api.html */
export const yourls: Service = {
  name: 'yourls',
  csv: [['keyword', 'url']],
  json: { path: '$.links.*', keys: ['shorturl', 'url'] },
  counted: ['clicks', 'ip'],
  draftsOf: entry => [
    new DraftMaker()
      .url(entry.text('url', 'long url'))
      .slug(entry.text('keyword'), entry.text('short url'))
      .title(entry.text('title'))
      .madeAt(entry.text('timestamp'), 'YOURLS')
      .made(),
  ],
};
