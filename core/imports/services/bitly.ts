import { DraftMaker, isYes, WrongRow } from '../draft.ts';
import { partsOf } from '../short-url.ts';
import type { Service } from './service.ts';

/** Links of their own name; everybody's there. They stay at Bitly, whatever is done here. */
const EVERYBODYS = /^(bit\.ly|j\.mp|bitly\.com)$/;

/** https://support.bitly.com, "export link data": the names are those of the download and of the API. */
export const bitly: Service = {
  name: 'bitly',
  csv: [
    ['long_url', 'link'],
    ['long url', 'bitlink'],
    ['long url', 'short link'],
    ['destination url', 'link'],
    ['destination url', 'bitlink'],
    ['destination url', 'custom link'],
    ['long_url', 'bitlink_id'],
  ],
  json: { path: '$.links.*', keys: ['long_url', 'link'] },
  counted: [
    'clicks',
    'total clicks',
    'engagements',
    'total engagements',
    'scans',
    'id',
    'group',
    'group_guid',
    'created by',
    'references',
    'campaign',
    'channel',
    'qr code',
    'archived',
    'deeplinks',
    'bitlink type',
  ],
  draftsOf: entry => {
    if (isYes(entry.text('is_deleted')))
      throw new WrongRow('is_deleted', { says: 'state-there', state: 'deleted' });
    const link = entry.text('link', 'bitlink', 'short link', 'short url', 'bitlink_id');
    const custom = entry.list(
      /[\s,;|]+/,
      'custom_bitlinks',
      'custom_bitlink',
      'custom link',
      'custom bitlink',
      'custom back-half',
    );
    const isCommon = EVERYBODYS.test(partsOf(link)?.host ?? '');
    // A link may have names of the customer's besides Bitly's own: each is printed somewhere.
    const shorts = custom.length > 0 && (isCommon || link === '') ? custom : [link, ...custom];
    const url = entry.text('long_url', 'long url', 'destination url', 'destination');
    const [title, created, note] = [
      entry.text('title', 'link title'),
      entry.text('created_at', 'created', 'date created', 'created date', 'creation date'),
      entry.text('notes', 'note'),
    ];
    const tags = entry.list(/[,;|]/, 'tags', 'tag');
    return [...new Set(shorts)].map(short => {
      const draft = new DraftMaker().url(url).title(title).tags(tags).note(note).madeAt(created, 'Bitly');
      // A back-half alone has no host.
      return (short.includes('/') ? draft.slug('', short) : draft.slug(short, '')).made();
    });
  },
};
