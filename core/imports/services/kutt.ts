import { DraftMaker, isYes, WrongRow } from '../draft.ts';
import type { Service } from './service.ts';

/** As its API answers `GET /api/v2/links`: https://docs.kutt.it */
export const kutt: Service = {
  name: 'kutt',
  json: { path: '$.data.*', keys: ['address', 'target'] },
  counted: [
    'visit count',
    'id',
    'uuid',
    'updated at',
    'relative created at',
    'relative expire in',
    'user id',
    'domain id',
    'limit',
    'skip',
    'total',
  ],
  draftsOf: entry => {
    if (isYes(entry.text('banned'))) throw new WrongRow('banned', { says: 'state-there', state: 'banned' });
    return [
      new DraftMaker()
        .url(entry.text('target'))
        .slug(entry.text('address'), entry.text('link', 'short url'), entry.text('domain'))
        .title(entry.text('meta title', 'description'))
        .note(entry.text('meta title') && entry.text('description'))
        .madeAt(entry.text('created at'), 'Kutt')
        .expiresAt(entry.text('expire in'))
        .password(entry.text('password'))
        .made(),
    ];
  },
};
