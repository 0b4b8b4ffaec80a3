import { Command, Option } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

const JSON_DONE = new Option('--json', 'print what was done as JSON');

export const backup = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('backup')
          .description('Write links, history, keys, counters, clicks and what is known of pages into files')
          .argument('<folder>', 'where to; the same folder again goes on where a backup was cut short')
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .addOption(JSON_DONE)
          .action(async (folder, options) => {
            const { backupCommand } = await import('../backup-command.ts');
            const { print } = await import('../output/output.ts');
            const { versionOf } = await import('../version.ts');
            const { text, status } = await backupCommand(folder, options, versionOf(shell.root));
            await print(text);
            shell.status = status;
          }),
        'The stage goes on working: every link that was acknowledged before the start is in the backup. Of keys it has the hashes alone. Keep it as safe as the stage itself.',
      ),
    ),
    ['signpost backup backup-2026-11-30/ --stage prod', ''],
  );

export const restore = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('restore')
          .description('Bring a backup into a stage')
          .argument('<folder>', 'the folder of a backup')
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .option(
            '--merge',
            'into a stage that is not empty: a newer version of a link wins, and all else that is there stays',
          )
          .addOption(JSON_DONE)
          .action(async (folder, options) => {
            const { restoreCommand } = await import('../backup-command.ts');
            const { print } = await import('../output/output.ts');
            const { text, status } = await restoreCommand(folder, options);
            await print(text);
            shell.status = status;
          }),
        'All files are checked before anything is written. A restore that was cut short goes on with --merge. Ends with 1 where slugs of the backup are other links’ in the stage.',
      ),
    ),
    ['signpost restore backup-2026-11-30/ --stage drill', ''],
  );
