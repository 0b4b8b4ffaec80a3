import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN, DRY_RUN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { IF_VERSION } from './update.ts';

export const deleteLink = (_: Shell) =>
  withExamples(
    new Command('delete')
      .description('Delete a link; its slug is never reused, and `links restore` brings it back')
      .argument('<slug>', 'its slug, or its short url')
      .option('--purge', 'make edges drop their copies at once')
      .addOption(IF_VERSION)
      .addOption(DRY_RUN)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { apiOf } = await import('../../api.ts');
        const { addressOf, changed, ifVersion, NOTHING_WRITTEN, tryIf } = await import('../../one-link.ts');
        const { json, print } = await import('../../output/output.ts');
        const client = apiOf(options);
        const address = addressOf(slug, options);
        const { dryRun } = options;
        const purge = options.purge && { purge: 'true' as const };
        const query = { ...address.query, ...tryIf(dryRun), ...purge };
        const params = { ...address, query, ...ifVersion(options.ifVersion) };
        const link = await changed(client.DELETE('/api/links/{slug}', { params }), client, address);
        const within = `in force everywhere within ${link.effectiveWithinSeconds} s`;
        const text = dryRun
          ? `${link.shortUrl} would be deleted, ${within}\n${NOTHING_WRITTEN}`
          : `${link.shortUrl} is deleted, ${within}\n`;
        await print(options.json ? json(link) : text);
      }),
    ['signpost links delete spring', ''],
  );
