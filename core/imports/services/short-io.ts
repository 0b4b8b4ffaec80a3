import { DraftMaker } from '../draft.ts';
import type { Service } from './service.ts';

/** The names of its API, which its exports have: https://developers.short.io/reference/get_api-links */
export const shortIo: Service = {
  name: 'short.io',
  csv: [
    ['original url', 'path'],
    ['original url', 'short url'],
    ['original url', 'secure short url'],
    ['original url', 'short link'],
  ],
  json: { path: '$.links.*', keys: ['originalURL', 'path'] },
  counted: [
    'clicks',
    'total clicks',
    'human clicks',
    'id',
    'id string',
    'link id',
    'domain id',
    'owner id',
    'owner',
    'user',
    'user id',
    'updated at',
    'folder id',
    'source',
    'archived',
    'has password',
    'icon',
    'tracking pixels',
    'created by',
    'secure short url',
  ],
  draftsOf: entry => {
    const draft = new DraftMaker()
      .url(entry.text('original url'))
      .slug(
        entry.text('path', 'slug'),
        entry.text('short url', 'secure short url', 'short link'),
        entry.text('domain', 'hostname'),
      )
      .title(entry.text('title'))
      .tags(entry.list(/[,;|]/, 'tags'))
      .madeAt(entry.text('created at', 'created', 'creation date'), 'Short.io')
      .expiresAt(entry.text('expires at', 'expiration date', 'ttl'))
      .expiredUrl(entry.text('expired url', 'expiration url'))
      .utm(entry)
      .systems({
        ios: entry.text('iphone url', 'ios url', 'iphone'),
        android: entry.text('android url', 'android'),
      })
      .status(entry.text('redirect type'))
      .maxClicks(entry.text('clicks limit'))
      .password(entry.text('password'))
      .password(entry.text('has password'))
      .loseIf(entry.text('cloaking'), 'cloaking', { says: 'no-frame' });
    const percent = Number(entry.text('split percent'));
    const split = entry.text('split url');
    if (percent > 0 && percent < 100) draft.rule({ weight: Math.round(percent) || 1 }, split);
    else draft.loseIf(split, 'splitURL', { says: 'no-share' });
    return [draft.made()];
  },
};
