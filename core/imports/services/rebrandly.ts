import { DraftMaker, isYes, WrongRow } from '../draft.ts';
import type { Service } from './service.ts';

/** The names of its API, which its exports have: https://developers.rebrandly.com/docs/link-entity */
export const rebrandly: Service = {
  name: 'rebrandly',
  csv: [
    ['slashtag', 'destination'],
    ['short url', 'destination'],
  ],
  json: { keys: ['slashtag', 'destination'] },
  counted: [
    'clicks',
    'sessions',
    'last click at',
    'last click',
    'last click date',
    'updated at',
    'id',
    'link id',
    'domain id',
    'favourite',
    'integrated',
    'https',
    'is public',
    'creator',
    'owner',
    'workspace',
    'workspace id',
    'workspace name',
    'created by',
  ],
  draftsOf: entry => {
    const status = entry.text('status');
    if (/^(deleted|trashed|disabled)$/i.test(status))
      throw new WrongRow('status', { says: 'state-there', state: status });
    const draft = new DraftMaker()
      .url(entry.text('destination', 'destination url'))
      .slug(
        entry.text('slashtag'),
        entry.text('short url', 'short link', 'link'),
        entry.text('domain', 'domain name', 'domain.fullName'),
      )
      .title(entry.text('title'))
      .tags(entry.list(/[,;|]/, 'tags'))
      .note(entry.text('description', 'notes', 'note'))
      .madeAt(entry.text('created at', 'creation date', 'created'), 'Rebrandly')
      .expiresAt(entry.text('expires at', 'expired at', 'expiration date'))
      .expiredUrl(entry.text('expired url', 'expiration redirect'))
      .utm(entry)
      .password(entry.text('password'))
      .loseIf(entry.text('scripts'), 'scripts', { says: 'no-page-between' });
    if (isYes(entry.text('forward parameters'))) draft.set('forwardQuery', true);
    return [draft.made()];
  },
};
