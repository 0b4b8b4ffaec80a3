import { readFile, writeFile } from 'node:fs/promises';
import { answeredBytes, apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { defined } from './link-fields.ts';
import { addressOf } from './one-link.ts';

interface QrFlags extends ConnectionOptions {
  out: string;
  format?: 'svg' | 'png' | undefined;
  size?: number | undefined;
  margin?: number | undefined;
  dark?: string | undefined;
  light?: string | undefined;
  level?: 'L' | 'M' | 'Q' | 'H' | undefined;
  logo?: string | undefined;
  domain?: string | undefined;
}

/**
 * `signpost links qr`: writes the code, and says where it is.
 *
 * @throws UsageError for files that cannot be read or written; what the API refuses
 */
export async function qrCommand(slug: string, flags: QrFlags): Promise<void> {
  const { out, size, margin, dark, light, level, logo } = flags;
  const format = flags.format ?? (/\.png$/i.test(out) ? 'png' : 'svg');
  const look = { ...defined({ size, margin, dark, light, level }), format };
  const { path, query } = addressOf(slug, flags);
  const client = apiOf(flags);
  const parseAs = 'arrayBuffer';
  const code = await answeredBytes(
    logo === undefined
      ? client.GET('/api/links/{slug}/qr', { params: { path, query: { ...query, ...look } }, parseAs })
      : client.POST('/api/links/{slug}/qr', {
          params: { path, query },
          body: { ...look, logo: await pictureIn(logo) },
          parseAs,
        }),
  );
  if (out === '-') return void process.stdout.write(code);
  await writeFile(out, code).catch(error => {
    throw new UsageError(`--out ${out} cannot be written: ${error.message}`);
  });
  process.stderr.write(`The code of ${path.slug} is in ${out}\n`);
}

async function pictureIn(file: string): Promise<string> {
  const picture = await readFile(file).catch(error => {
    throw new UsageError(`--logo ${file} cannot be read: ${error.message}`);
  });
  return `data:image/png;base64,${picture.toString('base64')}`;
}
