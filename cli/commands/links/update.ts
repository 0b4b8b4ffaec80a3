import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import * as field from '../../link-fields.ts';
import type { Shell } from '../../shell.ts';
import { repeated, wholeNumber } from '../../values.ts';

export const IF_VERSION = new Option(
  '--if-version <n>',
  'only if the link is still at this version, which `links get` shows',
).argParser(wholeNumber('if-version', 1, 9_999_999));

export const REPLACE_TAGS = new Option('--tag <text>', 'replace all tags; may be repeated').argParser(
  repeated,
);

export const CLEAR = new Option(
  '--clear <field>',
  'reset this to its default, such as title or expires; may be repeated',
).argParser(repeated);

export const updateLink = (_: Shell) =>
  withExamples(
    new Command('update')
      .description('Change a link; what you leave out stays as it is')
      .argument('<slug>', 'its slug, or its short url')
      .option('--url <url>', 'the new url')
      .addOption(new Option('--slug <slug>', 'the new slug; the old one keeps working'))
      .option('--old-slug-until <time>', 'when the old slug stops working')
      .addOption(field.TITLE)
      .addOption(REPLACE_TAGS)
      .option('--add-tag <text>', 'add a tag; may be repeated', repeated)
      .option('--remove-tag <text>', 'remove a tag; may be repeated', repeated)
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
      .option('--purge', 'make edges drop their copies at once')
      .addOption(IF_VERSION)
      .addOption(field.DRY_RUN)
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
