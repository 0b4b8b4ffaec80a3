import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples } from '../../../help.ts';
import { DOMAIN } from '../../../link-fields.ts';
import type { Shell } from '../../../shell.ts';
import { IF_VERSION } from '../update.ts';

export const cancelChange = (_: Shell) =>
  withExamples(
    new Command('cancel')
      .description('Cancel a scheduled change of a link, or forget one that could not be made')
      .argument('<slug>', 'its slug, or its short url')
      .argument('<id>', 'the id of the change, as `links changes list` shows it')
      .addOption(IF_VERSION)
      .addOption(DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, id, options) => {
        const { cancelChangeCommand } = await import('../../../link-changes.ts');
        await cancelChangeCommand(slug, id, options);
      }),
    ['signpost links changes cancel spring 0b7c1f8e-5a54-4e0e-9d2c-0f6f4f1d2a3b', ''],
  );
