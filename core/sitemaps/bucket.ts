import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { objectOf, parseJson } from '../json.ts';
import { parseUrl } from '../parse-url.ts';
import { s3Fault, undefinedWhenMissing } from '../s3.ts';
import { isSiteOrigin } from '../snapshots/hosts.ts';
import type { Seen } from './diff.ts';
import { type OpenSitemap, SitemapError } from './sitemap.ts';

/** No behaviour leads here, and the bucket's policy lets CloudFront read other prefixes only. */
const SEEN_KEY = 'sitemaps/seen.json.gz';

/** Stands for the site's own address where a path is given. */
const SITE = 'https://site.invalid';

/** The app's sitemaps in the bucket, where CloudFront reads them, too; and what was seen of them. */
export class SitemapBucket {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #hosts: string;

  constructor(s3: S3Client, bucket: string, hosts: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#hosts = hosts;
  }

  /** Opens a sitemap by its path, or by its address on the site. Rejects with a ServiceFault, too. */
  open: OpenSitemap = async address => {
    const url = parseUrl(address, SITE);
    if (!url || (url.origin !== SITE && !isSiteOrigin(url.origin, this.#hosts)))
      throw new SitemapError(`${address} is not on a host of the site`);
    const Key = `app${decoded(url.pathname)}`;
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key });
    const object = await this.#s3.send(command).catch(undefinedWhenMissing);
    if (!object?.Body) throw new SitemapError(`${address} is not there: the bucket has no ${Key}`);
    return object.Body as AsyncIterable<Uint8Array>;
  };

  /** What was seen at the last look; nothing before the first. Rejects with a ServiceFault. */
  async seen(): Promise<Seen> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: SEEN_KEY });
    const object = await this.#s3.send(command).catch(undefinedWhenMissing);
    if (!object?.Body) return new Map();
    const text = gunzipSync(await object.Body.transformToByteArray()).toString();
    return new Map(Object.entries(objectOf(parseJson(text))).map(([url, lastmod]) => [url, Number(lastmod)]));
  }

  /** Rejects with a ServiceFault. */
  async remember(seen: Seen): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: SEEN_KEY,
      Body: gzipSync(JSON.stringify(Object.fromEntries(seen))),
      ContentType: 'application/gzip',
    });
    await this.#s3.send(command).catch(s3Fault);
  }
}

/** The name of a path's object; a path that is no UTF-8 has none. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new SitemapError(`${path} is no path of a file`);
  }
}
