import { DraftMaker } from '../draft.ts';
import type { Service } from './service.ts';

/** As its web client exports, and as its own importer takes it: https://shlink.io/documentation/advanced/import-short-urls/ */
export const shlink: Service = {
  name: 'shlink',
  csv: [
    ['long url', 'short code'],
    ['long url', 'short url', 'visits'],
  ],
  counted: ['visits', 'visits count', 'non bot visits', 'bot visits'],
  draftsOf: entry => [
    new DraftMaker()
      .url(entry.text('long url'))
      .slug(entry.text('short code', 'custom slug'), entry.text('short url'), entry.text('domain'))
      .title(entry.text('title'))
      .tags(entry.list(/[|,]/, 'tags'))
      .madeAt(entry.text('created at', 'date created'), 'Shlink')
      .startsAt(entry.text('valid since'))
      .expiresAt(entry.text('valid until'))
      .maxClicks(entry.text('max visits'))
      .made(),
  ],
};
