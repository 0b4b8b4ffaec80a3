import { Command } from '@commander-js/extra-typings';
import { LOCAL_API } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { origin } from '../values.ts';

export const profile = (_: Shell) =>
  withNote(
    new Command('profile')
      .description('Keep the addresses and keys of your stages')
      .addCommand(add())
      .addCommand(list())
      .addCommand(use())
      .addCommand(remove()),
    `Profiles are in $XDG_CONFIG_HOME/signpost/profiles.json (~/.config without it), which nobody else can read. What is asked, in this order: --api and --key; the profile that --profile names; SIGNPOST_API and SIGNPOST_KEY; the profile that SIGNPOST_PROFILE names, or the one in use; and ${LOCAL_API}. A profile's key goes to its own address alone.`,
  );

const add = () =>
  withExamples(
    new Command('add')
      .description('Add a profile, and switch to it')
      .argument('<name>', 'its name, such as that of the stage')
      .requiredOption(
        '--api <url>',
        "the short domain's address, such as https://go.example.com",
        origin('api'),
      )
      .option(
        '--key <key>',
        'the API key (default: asked for, or read from stdin, since others can see a command line)',
      )
      .action(async (name, options) => {
        const { addProfile } = await import('../profile-commands.ts');
        await addProfile(name, options);
      }),
    ['signpost profile add prod --api https://go.example.com', 'asks for the key'],
    ['signpost profile add prod --api https://go.example.com < key.txt', ''],
  );

const list = () =>
  withExamples(
    new Command('list')
      .description('List profiles, without their keys; the one in use has a star')
      .option('--json', 'print JSON')
      .action(async options => {
        const { listProfiles } = await import('../profile-commands.ts');
        await listProfiles(options);
      }),
    ['signpost profile list', ''],
  );

const use = () =>
  withExamples(
    new Command('use')
      .description('Switch to a profile')
      .argument('<name>', 'its name')
      .action(async name => {
        const { useProfile } = await import('../profile-commands.ts');
        await useProfile(name);
      }),
    ['signpost profile use staging', ''],
  );

const remove = () =>
  withExamples(
    new Command('remove')
      .description('Remove a profile; its key stays valid')
      .argument('<name>', 'its name')
      .action(async name => {
        const { removeProfile } = await import('../profile-commands.ts');
        await removeProfile(name);
      }),
    ['signpost profile remove staging', ''],
  );
