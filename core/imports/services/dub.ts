import { objectOf, parseJson } from '../../json.ts';
import { DraftMaker, isYes } from '../draft.ts';
import type { Service } from './service.ts';

/** The labels of Dub's export, and the names of its API: https://dub.co/docs/api-reference/endpoint/retrieve-a-list-of-links */
export const dub: Service = {
  name: 'dub',
  csv: [
    ['short link', 'destination url'],
    ['shortlink', 'url'],
    ['key', 'url', 'domain'],
    ['link', 'url'],
  ],
  counted: [
    'clicks',
    'leads',
    'conversions',
    'sales',
    'sale amount',
    'last clicked',
    'updated at',
    'id',
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
    const draft = new DraftMaker()
      .url(entry.text('url', 'destination url'))
      .slug(entry.text('key', 'slug'), entry.text('short link', 'link'), entry.text('domain'))
      .tags(entry.list(/[,;|]/, 'tags', 'tag names'))
      .note(entry.text('comments'))
      .madeAt(entry.text('created at'), 'Dub')
      .expiresAt(entry.text('expires at'))
      .expiredUrl(entry.text('expired url'))
      .utm(entry)
      .systems({ ios: entry.text('ios'), android: entry.text('android') })
      .password(entry.text('password'))
      .loseIf(
        entry.text('rewrite', 'cloaking'),
        'rewrite',
        'here a link redirects and shows nothing in a frame',
      );
    const geo = entry.text('geo');
    const countries = Object.entries(objectOf(parseJson(geo)));
    for (const [country, url] of countries) draft.rule({ country: [country] }, String(url));
    if (isYes(geo) && countries.length === 0) draft.lose('geo', 'is no JSON of countries');
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
