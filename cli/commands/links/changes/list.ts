import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples } from '../../../help.ts';
import { DOMAIN } from '../../../link-fields.ts';
import type { Shell } from '../../../shell.ts';

export const findChanges = (_: Shell) =>
  withExamples(
    new Command('list')
      .description('List what is scheduled for a link, the next change first, and what could not be made')
      .argument('<slug>', 'its slug, or its short url')
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { answered, apiOf } = await import('../../../api.ts');
        const { listScheduled } = await import('../../../link-text.ts');
        const { addressOf } = await import('../../../one-link.ts');
        const { json, print, width } = await import('../../../output/output.ts');
        const params = addressOf(slug, options);
        const found = await answered(apiOf(options).GET('/api/links/{slug}/changes', { params }));
        if (options.json) return await print(json(found));
        if (found.changes.length === 0) return void process.stderr.write('Nothing is scheduled.\n');
        await print(listScheduled(found.changes, width()));
      }),
    ['signpost links changes list spring', ''],
  );
