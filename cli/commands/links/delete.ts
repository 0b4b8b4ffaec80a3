import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { IF_VERSION } from './update.ts';

export const deleteLink = (_: Shell) =>
  withExamples(
    new Command('delete')
      .description('Delete a link; its slug is not given again, and `links restore` takes it back')
      .argument('<slug>', 'its slug, or its short url')
      .option('--purge', 'the edges shall forget the link at once')
      .addOption(IF_VERSION)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { apiOf } = await import('../../api.ts');
        const { addressOf, changed, ifVersion } = await import('../../one-link.ts');
        const { json, print } = await import('../../output/output.ts');
        const client = apiOf(options);
        const address = addressOf(slug, options);
        const query = { ...address.query, ...(options.purge && { purge: 'true' as const }) };
        const params = { ...address, query, ...ifVersion(options.ifVersion) };
        const link = await changed(client.DELETE('/api/links/{slug}', { params }), client, address);
        const within = `in force everywhere within ${link.effectiveWithinSeconds} s`;
        await print(options.json ? json(link) : `${link.shortUrl} is deleted, ${within}\n`);
      }),
    ['signpost links delete spring', ''],
  );
