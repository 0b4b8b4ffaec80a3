import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import * as field from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { repeated, wholeNumber } from '../../values.ts';

export const IF_VERSION = new Option(
  '--if-version <n>',
  'only while the link is at this version; `links get` shows it',
).argParser(wholeNumber('if-version', 1, 9_999_999));

export const updateLink = (_: Shell) =>
  withExamples(
    new Command('update')
      .description('Change a link: what is not named stays as it is')
      .argument('<slug>', 'its slug, or its short url')
      .option('--url <url>', 'where it leads from now on')
      .addOption(
        new Option('--slug <slug>', 'what it is called from now on; the old slug goes on leading there'),
      )
      .option('--old-slug-until <time>', 'the old slug ends then')
      .addOption(field.TITLE)
      .addOption(new Option('--tag <text>', 'its tags, all of them; may be repeated').argParser(repeated))
      .option('--add-tag <text>', 'one more tag; may be repeated', repeated)
      .option('--remove-tag <text>', 'one tag less; may be repeated', repeated)
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
      .addOption(
        new Option(
          '--clear <field>',
          'take it away, as if it had never been given; may be repeated',
        ).argParser(repeated),
      )
      .option('--purge', 'the edges shall forget the link at once')
      .addOption(IF_VERSION)
      .addOption(field.DOMAIN)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (slug, options) => {
        const { updateCommand } = await import('../../update-link.ts');
        await updateCommand(slug, options);
      }),
    ['signpost links update spring --url https://example.com/summer', ''],
    ['signpost links update spring --add-tag sale --clear expires', ''],
    ['signpost links update spring --slug summer --if-version 3', 'unless somebody else has changed it'],
  );
