import { createHash } from 'node:crypto';

/** A log file as it lies in the bucket. */
export interface LogFile {
  bucket: string;
  key: string;
  /** Without quotes. */
  etag: string;
  /** In bytes, packed. */
  size: number;
}

/** The name by which a file is noted; the same for the same bytes in the same place. */
export const fileId = ({ bucket, key, etag }: LogFile): string =>
  createHash('sha256').update([bucket, key, etag].join('\n')).digest('base64url').slice(0, 16);
