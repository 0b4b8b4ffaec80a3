import { S3Client } from '@aws-sdk/client-s3';
import { uploadConsole } from '../core/app/console.ts';
import { builtConsole } from '../local/template/console.ts';
import { json } from './output/output.ts';
import { stackOutputs } from './stack.ts';

/**
 * `signpost console`: builds the console and brings it into a stage's bucket, as each deploy does.
 *
 * @param root the project's folder
 * @returns the text to print
 * @throws an error of one sentence for a stage that does not exist, and whatever AWS refuses
 */
export async function consoleCommand(
  { stage, json: isForMachines }: { stage: string; json?: true | undefined },
  root: string,
): Promise<string> {
  const [outputs, folder] = await Promise.all([stackOutputs(stage), builtConsole(root)]);
  const { SiteBucketName = '', ShortAddress } = outputs;
  // A bucket of a local cloud has no host name of its own.
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const { put, removed } = await uploadConsole({ s3, bucket: SiteBucketName, folder });
  const address = `${ShortAddress}/console`;
  if (isForMachines) return json({ address, put, removed });
  const news = put.length > 0 ? `${put.length} files put` : 'as it was';
  const old = removed.length > 0 ? `, ${removed.length} of old builds removed` : '';
  return `The console: ${address} (${news}${old})\n`;
}
