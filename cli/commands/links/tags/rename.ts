import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples, withNote } from '../../../help.ts';
import type { Shell } from '../../../shell.ts';
import { OF_DOMAIN, YES } from './options.ts';

export const renameTag = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('rename')
        .description('Rename a tag on all its links; where some have the new one already, both become one')
        .argument('<tag>', 'the tag')
        .argument('<new>', 'what it shall be')
        .addOption(OF_DOMAIN)
        .addOption(YES)
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async (tag, to, options) => {
          const { renameTagCommand } = await import('../../../retag.ts');
          shell.status = await renameTagCommand(tag, to, options);
        }),
      'It asks at a terminal first, and says how many links it is about. If it is interrupted, run it again: what is done stays, and the rest follows.',
    ),
    ["signpost links tags rename sale 'summer sale'", ''],
  );
