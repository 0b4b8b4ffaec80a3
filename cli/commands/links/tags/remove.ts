import { Command } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../../connection-options.ts';
import { withExamples, withNote } from '../../../help.ts';
import type { Shell } from '../../../shell.ts';
import { OF_DOMAIN, YES } from './options.ts';

export const removeTag = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('remove')
        .description('Remove a tag from all its links; the links stay')
        .argument('<tag>', 'the tag')
        .addOption(OF_DOMAIN)
        .addOption(YES)
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async (tag, options) => {
          const { removeTagCommand } = await import('../../../retag.ts');
          shell.status = await removeTagCommand(tag, options);
        }),
      'It asks at a terminal first, and says how many links it is about. If it is interrupted, run it again: what is done stays, and the rest follows.',
    ),
    ['signpost links tags remove sale', ''],
  );
