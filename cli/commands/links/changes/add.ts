import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples } from '../../../help.ts';
import * as field from '../../../link-fields.ts';
import type { Shell } from '../../../shell.ts';
import { CLEAR, IF_VERSION, REPLACE_TAGS } from '../update.ts';
import { AT, REPEAT, TIME_ZONE } from './options.ts';

export const addChange = (_: Shell) =>
  withExamples(
    new Command('add')
      .description('Schedule a change of a link; what you leave out stays as it is then')
      .argument('<slug>', 'its slug, or its short url')
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
      .action(async (slug, options) => {
        const { addChangeCommand } = await import('../../../link-changes.ts');
        await addChangeCommand(slug, options);
      }),
    [
      'signpost links changes add spring --at 2030-06-21T18:00 --time-zone Europe/Berlin --url https://example.com/summer',
      '',
    ],
    ['signpost links changes add spring --at 7d --clear title', 'in a week'],
    [
      'signpost links changes add spring --repeat "0 9 * * 1" --url https://example.com/this-week',
      'every Monday at nine',
    ],
  );
