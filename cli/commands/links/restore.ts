import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import { DOMAIN, DRY_RUN } from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { IF_VERSION } from './update.ts';

export const restoreLink = (_: Shell) =>
  withExamples(
    new Command('restore')
      .description('Bring a deleted link back')
      .argument('<slug>', 'its slug, or its short url')
      .addOption(IF_VERSION)
      .addOption(DRY_RUN)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { apiOf } = await import('../../api.ts');
        const { addressOf, changed, ifVersion, showLink, tryIf } = await import('../../one-link.ts');
        const client = apiOf(options);
        const address = addressOf(slug, options);
        const query = { ...address.query, ...tryIf(options.dryRun) };
        const params = { ...address, query, ...ifVersion(options.ifVersion) };
        const call = client.POST('/api/links/{slug}/restore', { params });
        await showLink(await changed(call, client, address), options);
      }),
    ['signpost links restore spring', ''],
  );
