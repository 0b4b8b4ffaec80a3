import { objectOf } from '../../json.ts';
import { DraftMaker, isYes } from '../draft.ts';
import { Entry } from '../record.ts';
import { decoded } from '../short-url.ts';
import type { Service } from './service.ts';

/** What the list of its command calls the domain that has no name there. */
const DEFAULT_DOMAIN = 'DEFAULT';

/**
 * As its web client exports, as its own importer takes it and as its API answers:
 * https://shlink.io/documentation/advanced/import-short-urls/ and https://api-spec.shlink.io
 */
export const shlink: Service = {
  name: 'shlink',
  csv: [
    ['long url', 'short code'],
    ['long url', 'short url', 'visits'],
  ],
  json: { path: '$.shortUrls.data.*', keys: ['shortCode', 'longUrl'] },
  counted: [
    'visits',
    'visits count',
    'visits summary',
    'non bot visits',
    'bot visits',
    'crawlable',
    'api key name',
  ],
  draftsOf: entry => {
    const meta = new Entry(Object.entries(objectOf(entry.value('meta'))), false);
    const domain = entry.text('domain');
    const draft = new DraftMaker()
      .url(entry.text('long url'))
      // In the web client's export it is what stands in an address, with its escapes.
      .slug(
        decoded(entry.text('short code', 'custom slug')),
        entry.text('short url'),
        domain === DEFAULT_DOMAIN ? '' : domain,
      )
      .title(entry.text('title'))
      .tags(entry.list(/[|,]/, 'tags'))
      .madeAt(entry.text('created at', 'date created'), 'Shlink')
      .startsAt(entry.text('valid since') || meta.text('valid since'))
      .expiresAt(entry.text('valid until') || meta.text('valid until'))
      .maxClicks(entry.text('max visits') || meta.text('max visits'))
      .loseIf(entry.text('has redirect rules'), 'rules', { says: 'rules-not-listed' });
    if (isYes(entry.text('forward query'))) draft.set('forwardQuery', true);
    return [draft.made()];
  },
};
