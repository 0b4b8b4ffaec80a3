import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { RenderQueue } from '../core/queue/jobs.ts';
import { SitemapBucket } from '../core/sitemaps/bucket.ts';
import { type Look, lookAtSitemap } from '../core/sitemaps/look.ts';
import { SitemapError } from '../core/sitemaps/sitemap.ts';
import { siteOf } from '../core/snapshots/site.ts';
import { StoredPages } from '../core/snapshots/stored-pages.ts';
import { tell } from '../core/tell.ts';

const { SITE_BUCKET, SNAPSHOTS_TABLE, RENDER_QUEUE, SITE_HOSTS, PAGE_PARAMETERS, SITEMAP } = environment(
  'SITE_BUCKET',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'SITE_HOSTS',
  'PAGE_PARAMETERS',
  'SITEMAP',
);
const context = {
  bucket: new SitemapBucket(new S3Client({}), SITE_BUCKET, SITE_HOSTS),
  pages: new StoredPages({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE }),
  queue: new RenderQueue(new SQSClient({}), RENDER_QUEUE),
  site: siteOf(SITE_HOSTS, PAGE_PARAMETERS),
  clock,
};

/** At most so many pages an hour, so that a sitemap with a new date on every page does not keep crawlers' own pages waiting. */
const PAGES_A_RUN = 2_000;

/** On a schedule: queues the pages that are new in the site's sitemap, or have another lastmod there. */
export const handler = async (): Promise<Look | { reason: string }> => {
  if (SITEMAP === '') return { reason: 'no sitemap is set' };
  try {
    const look = await lookAtSitemap(SITEMAP, PAGES_A_RUN, context);
    tell('info', 'sitemap read', look);
    return look;
  } catch (error) {
    if (!(error instanceof SitemapError)) throw error;
    // To try again would not help; the next hour may.
    tell('warn', 'sitemap not read', { reason: error.message });
    return { reason: error.message };
  }
};
