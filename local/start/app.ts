import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { uploadApp as upload } from '../../core/app/upload.ts';
import { systemClock } from '../../core/clock.ts';

/**
 * Puts a built single-page app under `app/` of the bucket as `signpost upload` does, except that nothing of an earlier one is
 * kept. When the app's shell is another than before, the snapshots are of another build: they are dropped before the new shell is
 * there, so that a start that was cut short in between is seen by the next one.
 *
 * @param folder must hold index.html
 * @returns how many files the app has, and how many snapshots were dropped
 */
export async function uploadApp(
  s3: S3Client,
  bucket: string,
  folder: string,
): Promise<{ files: number; dropped: number }> {
  let dropped = 0;
  const beforeOther = async () => {
    dropped = await dropSnapshots(s3, bucket);
  };
  const { files } = await upload({ s3, bucket, folder, keepMs: 0, clock: systemClock, beforeOther });
  return { files, dropped };
}

async function dropSnapshots(s3: S3Client, bucket: string): Promise<number> {
  for (let dropped = 0; ; ) {
    // A page at a time: at most 1,000 keys, which is what a delete takes.
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'snapshots/' }),
    );
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length === 0) return dropped;
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
    dropped += Contents.filter(({ Key = '' }) => Key.endsWith('.html')).length; // each has its Markdown beside it
  }
}
