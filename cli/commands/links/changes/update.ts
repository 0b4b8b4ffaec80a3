import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples, withNote } from '../../../help.ts';
import * as field from '../../../link-fields.ts';
import type { Shell } from '../../../shell.ts';
import { CLEAR, IF_VERSION, REPLACE_TAGS } from '../update.ts';
import { AT, REPEAT, TIME_ZONE } from './options.ts';

export const updateChange = (_: Shell) =>
  withExamples(
    withNote(
      new Command('update')
        .description('Reschedule a change of a link, or make it another change')
        .argument('<slug>', 'its slug, or its short url')
        .argument('<id>', 'the id of the change, as `links changes list` shows it')
        .addOption(AT)
        .addOption(REPEAT)
        .addOption(TIME_ZONE)
        .option('--url <url>', 'the new url')
        .addOption(field.TITLE)
        .addOption(REPLACE_TAGS)
        .addOption(field.NOTE)
        .addOption(field.UTM_VALUE)
        .addOption(field.EXPIRES)
        .addOption(field.EXPIRED_URL)
        .addOption(field.STARTS)
        .addOption(field.MAX_CLICKS)
        .addOption(field.PASSWORD)
        .addOption(field.RULES)
        .addOption(field.UNFURL)
        .addOption(field.APP_LINKS)
        .addOption(field.STATUS)
        .addOption(field.MAX_AGE)
        .addOption(field.FORWARD_QUERY)
        .addOption(field.NO_FORWARD_QUERY)
        .addOption(field.FORWARD_PATH)
        .addOption(field.NO_FORWARD_PATH)
        .addOption(CLEAR)
        .addOption(IF_VERSION)
        .addOption(field.DOMAIN)
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async (slug, id, options) => {
          const { updateChangeCommand } = await import('../../../link-changes.ts');
          await updateChangeCommand(slug, id, options);
        }),
      'Options that change the link replace all that was scheduled; without them only the time is another.',
    ),
    ['signpost links changes update spring 0b7c1f8e-5a54-4e0e-9d2c-0f6f4f1d2a3b --at 14d', ''],
  );
