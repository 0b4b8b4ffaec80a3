import { Command } from '@commander-js/extra-typings';
import { LOCAL_API } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { origin } from '../values.ts';

export const profile = (_: Shell) =>
  withNote(
    new Command('profile')
      .description('Addresses and keys of your stages, by name')
      .addCommand(add())
      .addCommand(list())
      .addCommand(use())
      .addCommand(remove()),
    `Profiles are in $XDG_CONFIG_HOME/signpost/profiles.json (~/.config without it), which nobody else can read. What is asked, in this order: --api and --key; the profile that --profile names; SIGNPOST_API and SIGNPOST_KEY; the profile that SIGNPOST_PROFILE names, or the one in use; and ${LOCAL_API}. A profile's key goes to its own address alone.`,
  );

const add = () =>
  withExamples(
    new Command('add')
      .description('Keep an address and its key under a name, and use it from now on')
      .argument('<name>', 'a name, such as that of the stage')
      .requiredOption(
        '--api <url>',
        "the short domain's address, such as https://go.example.com",
        origin('api'),
      )
      .option(
        '--key <key>',
        'the API key (default: asked for, or read from stdin; others may see a command line)',
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
      .description('List profiles; * is in use. Keys are not shown')
      .option('--json', 'print them as JSON')
      .action(async options => {
        const { listProfiles } = await import('../profile-commands.ts');
        await listProfiles(options);
      }),
    ['signpost profile list', ''],
  );

const use = () =>
  withExamples(
    new Command('use')
      .description('Use a profile wherever nothing else is said')
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
      .description('Forget a profile and its key; the key itself stays valid')
      .argument('<name>', 'its name')
      .action(async name => {
        const { removeProfile } = await import('../profile-commands.ts');
        await removeProfile(name);
      }),
    ['signpost profile remove staging', ''],
  );
