import { objectOf, parseJson } from '../../json.ts';
import { DraftMaker, isYes, WrongRow } from '../draft.ts';
import { isNoTime } from '../time.ts';
import type { Service } from './service.ts';

/** What the link of a domain itself is called. */
const ROOT = '_root';

/** The labels of Dub's export, and the names of its API: https://dub.co/docs/api-reference/endpoint/retrieve-a-list-of-links */
export const dub: Service = {
  name: 'dub',
  csv: [
    ['short link', 'destination url'],
    ['shortlink', 'url'],
    ['key', 'url', 'domain'],
    ['link', 'url'],
  ],
  escapesFormulas: true,
  json: { path: '$.links.*', keys: ['domain', 'key', 'url'] },
  counted: [
    'clicks',
    'leads',
    'conversions',
    'sales',
    'sale amount',
    'revenue',
    'last clicked',
    'updated at',
    'id',
    'link id',
    'external id',
    'tenant id',
    'user id',
    'workspace id',
    'project id',
    'program id',
    'partner id',
    'folder id',
    'qr code',
    'public stats',
    'archived',
    'track conversion',
    'tag id',
  ],
  draftsOf: entry => {
    if (!isNoTime(entry.text('disabled at')))
      throw new WrongRow('disabledAt', { says: 'state-there', state: 'disabled' });
    const key = entry.text('key', 'slug');
    const draft = new DraftMaker()
      .url(entry.text('url', 'destination url'))
      .slug(
        key === ROOT ? '' : key,
        entry.text('short link', 'link') || `${entry.text('domain')}/`,
        entry.text('domain'),
      )
      .tags(entry.list(/[,;|]/, 'tags', 'tag names'))
      .note(entry.text('comments'))
      .madeAt(entry.text('created at'), 'Dub')
      .expiresAt(entry.text('expires at'))
      .expiredUrl(entry.text('expired url'))
      .utm(entry)
      .systems({ ios: entry.text('ios'), android: entry.text('android') })
      .secret(entry.text('password'))
      .loseIf(entry.text('rewrite', 'cloaking'), 'rewrite', { says: 'no-frame' });
    const geo = entry.text('geo');
    const countries = Object.entries(objectOf(parseJson(geo)));
    for (const [country, url] of countries) draft.rule({ country: [country] }, String(url));
    if (isYes(geo) && countries.length === 0) draft.lose('geo', { says: 'no-countries' });
    const [title, description, image] = [entry.text('title'), entry.text('description'), entry.text('image')];
    draft.title(title);
    // What chat apps show: without its "proxy" Dub shows what the destination has, as we do.
    if (isYes(entry.text('proxy')) && (title || description || image))
      draft.set('unfurl', {
        ...(title && { title }),
        ...(description && { description }),
        ...(image && { image }),
      });
    return [draft.made()];
  },
};
